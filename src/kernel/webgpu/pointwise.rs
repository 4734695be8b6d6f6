//! Kernels of single numbers and of single rows: the latent's draw, the loss.

use burn_cubecl::tensor::CubeTensor;

use super::Finish;
use super::launch::{dense, dims, fours, len, room, room_like};
use super::source::Kernel;

/// A kernel without numbers of its own, four results a thread; all tensors of one shape.
macro_rules! each {
    ($kernel:ident, $reads:expr, $body:literal) => {
        static $kernel: Kernel = Kernel {
            name: stringify!($kernel),
            reads: &$reads,
            writes: &["out"],
            numbers: &["count"],
            words: &[],
            text: concat!(
                include_str!("each.wgsl"),
                "    out_put(0u, i, p.count, ",
                $body,
                ");\n}\n"
            ),
        };
    };
}

each!(
    MASK,
    ["output", "slope"],
    "select(slope_four(0u, i, p.count), vec4(0.0), output_four(0u, i, p.count) <= vec4(0.0))"
);
each!(
    DRAW,
    ["mean", "log_var", "noise"],
    "mean_four(0u, i, p.count)
        + exp(0.5 * log_var_four(0u, i, p.count)) * noise_four(0u, i, p.count)"
);
each!(
    DRAW_SLOPE,
    ["log_var", "noise", "slope"],
    "0.5 * exp(0.5 * log_var_four(0u, i, p.count))
        * noise_four(0u, i, p.count) * slope_four(0u, i, p.count)"
);
each!(
    SILU,
    ["x"],
    "x_four(0u, i, p.count) / (1.0 + exp(-x_four(0u, i, p.count)))"
);
each!(
    SILU_SLOPE,
    ["x", "slope"],
    "silu_slope(x_four(0u, i, p.count)) * slope_four(0u, i, p.count)"
);

static KL: Kernel = Kernel {
    name: "kl_divergence",
    reads: &["mean", "log_var"],
    writes: &["out"],
    numbers: &["rows", "width"],
    words: &[],
    text: include_str!("kl_divergence.wgsl"),
};

static KL_SLOPES: Kernel = Kernel {
    name: "kl_slopes",
    reads: &["mean", "log_var", "slope"],
    writes: &["to_mean", "to_log_var"],
    numbers: &["count", "width"],
    words: &[],
    text: include_str!("kl_slopes.wgsl"),
};

static BERNOULLI: Kernel = Kernel {
    name: "bernoulli",
    reads: &["logits", "images"],
    writes: &["out f32"],
    numbers: &["rows", "width"],
    words: &[],
    text: include_str!("bernoulli.wgsl"),
};

static BERNOULLI_SLOPE: Kernel = Kernel {
    name: "bernoulli_slope",
    reads: &["logits", "images", "slope f32"],
    writes: &["out"],
    numbers: &["rows", "width"],
    words: &[],
    text: include_str!("bernoulli_slope.wgsl"),
};

static ELBO: Kernel = Kernel {
    name: "elbo",
    reads: &["reconstruction", "kl"],
    writes: &["out"],
    numbers: &["rows", "beta"],
    words: &[],
    text: include_str!("elbo.wgsl"),
};

static ELBO_SLOPES: Kernel = Kernel {
    name: "elbo_slopes",
    reads: &["slope"],
    writes: &["to_reconstruction", "to_kl"],
    numbers: &["rows", "beta"],
    words: &[],
    text: include_str!("elbo_slopes.wgsl"),
};

/// Four results a thread of a kernel over tensors of one shape.
fn each<const N: usize>(kernel: &'static Kernel, reads: [CubeTensor; N]) -> CubeTensor {
    let reads = reads.map(dense);
    let out = room_like(&reads[0]);
    let count = len(&out);
    let reads: Vec<_> = reads.iter().collect();
    kernel.run(
        fours(&[count]),
        &reads,
        &[&out],
        &[count as u32],
        count.div_ceil(4),
    );
    out
}

/// The slope with respect to a layer's sums before its activation.
pub fn through_finish(slope: CubeTensor, output: CubeTensor, finish: Finish) -> CubeTensor {
    match finish {
        Finish::Linear => dense(slope),
        Finish::Relu => each(&MASK, [output, slope]),
    }
}

pub fn draw(mean: CubeTensor, log_var: CubeTensor, noise: CubeTensor) -> CubeTensor {
    each(&DRAW, [mean, log_var, noise])
}

pub fn draw_slope(log_var: CubeTensor, noise: CubeTensor, slope: CubeTensor) -> CubeTensor {
    each(&DRAW_SLOPE, [log_var, noise, slope])
}

pub fn silu(x: CubeTensor) -> CubeTensor {
    each(&SILU, [x])
}

pub fn silu_slope(x: CubeTensor, slope: CubeTensor) -> CubeTensor {
    each(&SILU_SLOPE, [x, slope])
}

pub fn kl_divergence(mean: CubeTensor, log_var: CubeTensor) -> CubeTensor {
    let [mean, log_var] = [mean, log_var].map(dense);
    let [rows, width] = dims(&mean);
    let out = room(&mean, [rows]);
    let numbers = [rows as u32, width as u32];
    KL.run(false, &[&mean, &log_var], &[&out], &numbers, rows);
    out
}

pub fn kl_slopes(mean: CubeTensor, log_var: CubeTensor, slope: CubeTensor) -> [CubeTensor; 2] {
    let [mean, log_var, slope] = [mean, log_var, slope].map(dense);
    let [rows, width] = dims(&mean);
    let outs = [room_like(&mean), room_like(&mean)];
    let numbers = [(rows * width) as u32, width as u32];
    let reads = [&mean, &log_var, &slope];
    KL_SLOPES.run(false, &reads, &[&outs[0], &outs[1]], &numbers, rows * width);
    outs
}

pub fn bernoulli(logits: CubeTensor, images: CubeTensor) -> CubeTensor {
    let [logits, images] = [logits, images].map(dense);
    let [rows, width] = dims(&logits);
    let out = room(&logits, [rows]);
    let numbers = [rows as u32, width as u32];
    BERNOULLI.run_groups(
        fours(&[width]),
        &[&logits, &images],
        &[&out],
        &numbers,
        rows,
    );
    out
}

pub fn bernoulli_slope(logits: CubeTensor, images: CubeTensor, slope: CubeTensor) -> CubeTensor {
    let [logits, images, slope] = [logits, images, slope].map(dense);
    let [rows, width] = dims(&logits);
    let out = room_like(&logits);
    let numbers = [rows as u32, width as u32];
    let threads = rows * width.div_ceil(4);
    let reads = [&logits, &images, &slope];
    BERNOULLI_SLOPE.run(fours(&[width]), &reads, &[&out], &numbers, threads);
    out
}

pub fn elbo(reconstruction: CubeTensor, kl: CubeTensor, beta: f32) -> CubeTensor {
    let [reconstruction, kl] = [reconstruction, kl].map(dense);
    let out = room(&kl, [3]);
    let numbers = [len(&kl) as u32, beta.to_bits()];
    ELBO.run_groups(false, &[&reconstruction, &kl], &[&out], &numbers, 1);
    out
}

pub fn elbo_slopes(slope: CubeTensor, rows: usize, beta: f32) -> [CubeTensor; 2] {
    let slope = dense(slope);
    let outs = [room(&slope, [rows]), room(&slope, [rows])];
    let numbers = [rows as u32, beta.to_bits()];
    ELBO_SLOPES.run(false, &[&slope], &[&outs[0], &outs[1]], &numbers, rows);
    outs
}
