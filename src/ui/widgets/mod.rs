//! Drawing pieces that know ratatui and nothing of dl-lab.
