//! The weights that act on pixels, as images.

use crate::lab::record::sheets::{Sheet, SheetKind, Tile};
use crate::nn::{Network, Tensor};
use ndarray::Array2;

/// Hidden units, or kernels, that are shown at most.
const MOST: usize = 24;

/// The weights of a layer, if it has any.
fn weight_of(network: &Network, layer: usize) -> Option<&Tensor> {
    network.layers().get(layer)?.tensors().find(|tensor| tensor.name.ends_with(".weight"))
}

/// The units of the first layer, if it is fully connected and others follow: those first whose weights from the pixels
/// and to the next layer are both large. The product of the two lengths stays what it is where a unit is scaled up and
/// what follows is scaled down, as rectified units may be without changing the network.
pub(super) fn strongest(network: &Network) -> Vec<usize> {
    let Some(first) = weight_of(network, 0).filter(|weight| weight.shape.len() == 2) else {
        return Vec::new();
    };
    let length =
        |numbers: ndarray::ArrayView1<'_, f32>| numbers.iter().map(|x| f64::from(x * x)).sum::<f64>();
    let into = first.matrix();
    let next = (1..network.layers().len()).find_map(|layer| weight_of(network, layer));
    let out_of = next.map(Tensor::matrix).filter(|next| next.nrows() == into.ncols());
    let strength =
        |unit: usize| length(into.column(unit)) * out_of.as_ref().map_or(1.0, |next| length(next.row(unit)));
    let mut order: Vec<(f64, usize)> = (0..into.ncols()).map(|unit| (strength(unit), unit)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().take(MOST).map(|(_, unit)| unit).collect()
}

/// The first layer's weights: a template for each class, the kernels of a convolution, or what these hidden units look
/// at. `shape` is that of the images.
pub(super) fn sheet(network: &Network, shape: [usize; 3], units: &[usize], chosen_at: u64) -> Vec<Sheet> {
    let (Some(layer), Some(weight)) = (network.layers().first(), weight_of(network, 0)) else {
        return Vec::new();
    };
    let matrix = weight.matrix();
    let (kind, shape, shown) = match *weight.shape.as_slice() {
        [height, width, channels, out] => {
            (SheetKind::Filters, [height, width, channels], (0..out.min(MOST)).collect())
        }
        [_, out] if network.layers().len() == 1 => (SheetKind::Templates, shape, (0..out).collect()),
        _ => (SheetKind::Units { chosen_at }, shape, units.to_vec()),
    };
    let total = matrix.ncols();
    vec![Sheet { layer: layer.name().to_owned(), kind, shape, total, tiles: columns(&matrix, &shown) }]
}

fn columns(matrix: &Array2<f32>, shown: &[usize]) -> Vec<Tile> {
    shown.iter().map(|&index| Tile { index, values: matrix.column(index).to_vec() }).collect()
}
