//! What keys do: the whole table, row by row, then what each family of keys promises.

mod arms;
mod damaged;
mod home;
mod monkey;
mod palette;
mod panes;
mod table;
mod tasks;
