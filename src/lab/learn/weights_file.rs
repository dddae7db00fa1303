//! Networks in safetensors files, named and laid out as in PyTorch.

use crate::base::atomic;
use crate::nn::exchange::Exchanged;
use crate::nn::{Network, Shape};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Larger files are taken for a slip before anything is allocated: 1 GiB, 268 million numbers.
const MAX_BYTES: u64 = 1 << 30;
/// Most tensors that a message names.
const NAMED: usize = 8;
/// Most characters of a text that comes from a file.
const LONGEST: usize = 120;

/// Writes every tensor of a network that takes `images`.
///
/// # Errors
/// If the file cannot be written; an older one stays then.
pub fn write(path: &Path, network: &Network, images: Shape) -> io::Result<()> {
    atomic::write(path, &content(network, images)?)
}

/// The content of such a file.
///
/// # Errors
/// If the tensors cannot be written down.
pub fn content(network: &Network, images: Shape) -> io::Result<Vec<u8>> {
    let tensors = network.export(images);
    let bytes = |tensor: &Exchanged| tensor.values.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let bytes: Vec<Vec<u8>> = tensors.iter().map(bytes).collect();
    let views = tensors.iter().zip(&bytes).map(|(tensor, bytes)| {
        let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
        view.map(|view| (tensor.name.as_str(), view))
    });
    let views: Vec<(&str, TensorView<'_>)> = views.collect::<Result<_, _>>().map_err(io::Error::other)?;
    safetensors::serialize(views, None).map_err(io::Error::other)
}

/// The file of one arm: the letter goes in before the extension where there are several.
pub fn name_of(path: &Path, arm: impl std::fmt::Display, arms: usize) -> PathBuf {
    if arms == 1 {
        return path.to_owned();
    }
    let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, extension) = (text(path.file_stem()), text(path.extension()));
    let dot = if extension.is_empty() { "" } else { "." };
    path.with_file_name(format!("{stem}-{arm}{dot}{extension}"))
}

/// Begins a network with the numbers of a file, by name and shape. What the file does not have stays as it is; says
/// which tensors those are, if any.
///
/// # Errors
/// One line, without the path: for a file that cannot be read or is no safetensors file, one of which nothing fits, and
/// one that holds numbers which are not finite, or a negative variance.
pub fn begin(network: &mut Network, images: Shape, path: &Path) -> Result<Option<String>, String> {
    let content = read(path)?;
    let file = parse(&content)?;
    let (mut wanted, mut left, mut broken) = (Vec::new(), Vec::new(), None);
    network.import(images, |name, shape| {
        wanted.push(described(name, shape));
        match numbers(&file, name, shape) {
            Ok(values)
                if values.iter().all(|x| x.is_finite() && (*x >= 0.0 || !name.ends_with(".running_var"))) =>
            {
                Some(values)
            }
            Ok(_) => {
                broken.get_or_insert_with(|| name.to_owned());
                None
            }
            Err(reason) => {
                left.push(format!("{name}{reason}"));
                None
            }
        }
    });
    if let Some(name) = broken {
        return Err(format!("expected finite numbers, and variances of 0 or more, found others in {name}"));
    }
    if left.len() == wanted.len() {
        let mut has: Vec<String> = file
            .iter()
            .map(|(name, view)| described(&plain(name), view.shape()) + other(view.dtype()).as_str())
            .collect();
        has.sort_unstable();
        return Err(format!("nothing in it fits: expected {}, found {}", list(&wanted), list(&has)));
    }
    let filled = wanted.len() - left.len();
    let note = || format!("{filled} of {} tensors filled; as initialised: {}", wanted.len(), list(&left));
    Ok((!left.is_empty()).then(note))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let unread = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            "expected a safetensors file, found nothing there; check the path".to_owned()
        }
        _ => format!("expected a file that can be read, found: {error}"),
    };
    let meta = std::fs::metadata(path).map_err(unread)?;
    if !meta.is_file() {
        return Err("expected a safetensors file, found something else, such as a folder".into());
    }
    if meta.len() > MAX_BYTES {
        return Err(format!("expected at most {MAX_BYTES} bytes, found {}", meta.len()));
    }
    let mut content = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut content)).map_err(unread)?;
    Ok(content)
}

fn parse(content: &[u8]) -> Result<SafeTensors<'_>, String> {
    let wrong = |error: &dyn std::fmt::Display| {
        let error = plain(&error.to_string());
        format!("expected a safetensors file, found a broken one or another format ({error})")
    };
    let (_, header) = SafeTensors::read_metadata(content).map_err(|error| wrong(&error))?;
    // The library adds up declared sizes; a sum that wrapped around must not be followed.
    if header.data_len() > content.len() {
        return Err(wrong(&"sizes beyond the end of the file"));
    }
    SafeTensors::deserialize(content).map_err(|error| wrong(&error))
}

/// The numbers of a tensor, or why there are none: nothing where the file has no tensor of this name.
fn numbers(file: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
    let view = file.tensor(name).map_err(|_| String::new())?;
    if view.shape() != shape || view.dtype() != Dtype::F32 {
        let (found, wanted) = (sizes(view.shape()), sizes(shape));
        return Err(format!(" (expected {wanted}, found {found}{})", other(view.dtype())));
    }
    let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    Ok(view.data().chunks_exact(4).map(number).collect())
}

/// A type of numbers, where it is not the usual one.
fn other(dtype: Dtype) -> String {
    if dtype == Dtype::F32 { String::new() } else { format!(" of {dtype}, not F32") }
}

/// What a file says, short and without anything that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

fn described(name: &str, shape: &[usize]) -> String {
    format!("{name} {}", sizes(shape))
}

fn sizes(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x")
}

fn list(all: &[String]) -> String {
    match all.len() {
        0 => "nothing".to_owned(),
        n if n > NAMED => format!("{} and {} more", all[..NAMED].join(", "), n - NAMED),
        _ => all.join(", "),
    }
}

#[cfg(test)]
mod tests;
