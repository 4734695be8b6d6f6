//! The kernels of convolutions: what each is called, reads and writes.

use super::source::Kernel;

pub static PACK: Kernel = Kernel {
    name: "convolve_pack",
    reads: &["weight f32"],
    writes: &["packed"],
    numbers: &["taps", "inner", "outer", "inner_pitch", "outer_pitch"],
    words: &[],
    text: include_str!("convolve_pack.wgsl"),
};

/// Of many channels to many, of one to one or many, of many to one. Where there is but one, most
/// of a tile would be empty, and a weight of so few numbers is not worth packing.
pub static CONVOLVE: [Kernel; 3] = [
    convolve_kernel(
        "convolve",
        &["images", "weight vec4", "bias"],
        &["out"],
        &[
            ("EACH_FOUR", EACH_FOUR),
            ("QUARTERS", FOUR),
            ("COLUMNS", "0, 1"),
            ("SEEN", "begin(place{r}, p.inner)"),
            ("LOAD", "images_four(seen{r}, k, p.inner)"),
            ("WEIGHT", "weight[w + {c}u]"),
            ("FACTOR", "a{r}[{q}]"),
            ("SUM", "sum{r}_{c}"),
            ("WRITTEN", "begin(place, p.outer)"),
        ],
    ),
    convolve_kernel(
        "convolve_from_one",
        &["images f32", "weight f32", "bias"],
        &["out"],
        &[
            ("EACH_FOUR", "let k = 0u;"),
            ("QUARTERS", "0"),
            ("COLUMNS", "0, 1"),
            ("SEEN", "place{r}"),
            ("LOAD", "vec4(images[seen{r}])"),
            (
                "WEIGHT",
                "vec4(
                    weight[tap + (4u * four + 4u * {c}u) * p.outer_pitch],
                    weight[tap + (4u * four + 4u * {c}u + 1u) * p.outer_pitch],
                    weight[tap + (4u * four + 4u * {c}u + 2u) * p.outer_pitch],
                    weight[tap + (4u * four + 4u * {c}u + 3u) * p.outer_pitch],
                )",
            ),
            ("FACTOR", "a{r}[{q}]"),
            ("SUM", "sum{r}_{c}"),
            ("WRITTEN", "begin(place, p.outer)"),
        ],
    ),
    // Four channels in are summed side by side, and together at the end.
    convolve_kernel(
        "convolve_to_one",
        &["images", "weight f32", "bias f32"],
        &["out f32"],
        &[
            ("EACH_FOUR", EACH_FOUR),
            ("QUARTERS", "0"),
            ("COLUMNS", "0"),
            ("SEEN", "begin(place{r}, p.inner)"),
            ("LOAD", "images_four(seen{r}, k, p.inner)"),
            (
                "WEIGHT",
                "vec4(
                    weight[tap + 4u * k * p.inner_pitch],
                    weight[tap + (4u * k + 1u) * p.inner_pitch],
                    weight[tap + (4u * k + 2u) * p.inner_pitch],
                    weight[tap + (4u * k + 3u) * p.inner_pitch],
                )",
            ),
            ("FACTOR", "a{r}"),
            ("SUM", "vec4(dot(sum{r}_{c}, vec4(1.0)))"),
            ("WRITTEN", "place * p.outer"),
        ],
    ),
];

/// Of many fine channels, and of one.
pub static TO_WEIGHT: [Kernel; 2] = [
    to_weight_kernel(
        "convolve_to_weight",
        &["fine", "coarse"],
        &[
            ("TURNS", "0, 1"),
            ("HALVES", "0, 1"),
            ("QUARTERS", FOUR),
            ("SEEN", "begin(place, p.fine_channels)"),
            (
                "LOAD",
                "fine_four(fine_at, channel / 4u + {h}u, p.fine_channels)",
            ),
        ],
    ),
    to_weight_kernel(
        "convolve_to_weight_of_one",
        &["fine f32", "coarse"],
        &[
            ("TURNS", FOUR),
            ("HALVES", "0"),
            ("QUARTERS", "0"),
            ("SEEN", "place"),
            ("LOAD", "vec4(fine[fine_at])"),
        ],
    ),
];

const FOUR: &str = "0, 1, 2, 3";

const EACH_FOUR: &str = "for (var k = 0u; 4u * k < p.inner; k++)";

type Words = &'static [(&'static str, &'static str)];

const fn convolve_kernel(
    name: &'static str,
    reads: &'static [&'static str],
    writes: &'static [&'static str],
    words: Words,
) -> Kernel {
    Kernel {
        name,
        reads,
        writes,
        numbers: &[
            "batch",
            "side_in",
            "side_out",
            "inner",
            "outer",
            "kernel",
            "padding",
            "stride",
            "up",
            "relu",
            "biased",
            "inner_pitch",
            "outer_pitch",
        ],
        words,
        text: include_str!("convolve.wgsl"),
    }
}

const fn to_weight_kernel(
    name: &'static str,
    reads: &'static [&'static str],
    words: Words,
) -> Kernel {
    Kernel {
        name,
        reads,
        writes: &["parts"],
        numbers: &[
            "batch",
            "fine",
            "coarse",
            "fine_channels",
            "coarse_channels",
            "kernel",
            "padding",
            "stride",
            "images",
        ],
        words,
        text: include_str!("convolve_to_weight.wgsl"),
    }
}

pub static SUMS: Kernel = Kernel {
    name: "convolve_sums",
    reads: &["slope", "output"],
    writes: &["through", "sums"],
    numbers: &["rows", "channels", "each", "relu"],
    words: &[],
    text: include_str!("convolve_sums.wgsl"),
};

pub static FOLD: Kernel = Kernel {
    name: "convolve_fold",
    reads: &["parts", "sums"],
    writes: &["weight", "bias"],
    numbers: &[
        "taps",
        "fine_channels",
        "coarse_channels",
        "parts",
        "channels",
        "sums",
    ],
    words: &[],
    text: include_str!("convolve_fold.wgsl"),
};
