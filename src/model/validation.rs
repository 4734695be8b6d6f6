//! What a config may say.

use std::fmt;

use super::config::is_kernel_3;
use super::layers::LayerKind;
use super::{Architecture, Likelihood, VaeConfig};
use crate::error::{Error, Result};

const MAX_LAYERS: usize = 8;
const MAX_WIDTH: usize = 4096;
const MAX_LATENT_DIM: usize = 512;
const MAX_INPUT_DIM: usize = 65_536;
const MAX_STAGES: usize = 4;
const MAX_CHANNELS: usize = 512;
const MAX_RESIDUAL: usize = 8;
/// Labels are bytes.
const MAX_CLASSES: usize = 256;
const MAX_COMPONENTS: usize = 1000;

impl VaeConfig {
    /// Checks every field, alone and against the others.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] that names the first field out of range.
    pub fn validate(&self) -> Result<()> {
        self.validate_sizes()?;
        self.validate_convolutions()?;
        self.validate_levels()?;
        self.validate_likelihood()?;
        // Of sizes that are sound by now.
        self.validate_ranks()
    }

    fn validate_sizes(&self) -> Result<()> {
        check(
            (1..=MAX_INPUT_DIM).contains(&self.input_dim),
            "inputDim",
            &self.input_dim,
            "between 1 and 65536 pixels",
        )?;
        let least = usize::from(self.architecture == Architecture::Dense);
        check(
            (least..=MAX_LAYERS).contains(&self.hidden.len()),
            "hidden",
            &self.hidden,
            match least {
                0 => "a list of at most 8 layer widths",
                _ => "a list of 1 to 8 layer widths",
            },
        )?;
        check_each(
            "hidden",
            &self.hidden,
            1..=MAX_WIDTH,
            "layer widths between 1 and 4096",
        )?;
        if let Some(widths) = &self.decoder_hidden {
            let least = usize::from(!self.hidden.is_empty());
            check(
                (least..=MAX_LAYERS).contains(&widths.len()) && least >= widths.len().min(1),
                "decoderHidden",
                widths,
                "a list of 1 to 8 layer widths where hidden has any, else absent",
            )?;
            check_each(
                "decoderHidden",
                widths,
                1..=MAX_WIDTH,
                "layer widths between 1 and 4096",
            )?;
        }
        check(
            (1..=MAX_LATENT_DIM).contains(&self.latent_dim),
            "latentDim",
            &self.latent_dim,
            "between 1 and 512",
        )?;
        check(
            self.classes != 1 && self.classes <= MAX_CLASSES,
            "classes",
            &self.classes,
            "0 for a model without labels, or between 2 and 256",
        )
    }

    fn validate_convolutions(&self) -> Result<()> {
        let stages = self.channels.len();
        let (fine, expected) = match self.architecture {
            Architecture::Dense => (stages == 0, "absent from a dense model"),
            Architecture::Conv => (
                (1..=MAX_STAGES).contains(&stages),
                "a list of 1 to 4 numbers of channels",
            ),
            Architecture::Ladder => (
                stages <= MAX_STAGES,
                "a list of at most 4 numbers of channels",
            ),
        };
        check(fine, "channels", &self.channels, expected)?;
        check_each(
            "channels",
            &self.channels,
            1..=MAX_CHANNELS,
            "numbers of channels between 1 and 512",
        )?;
        if let Some(channels) = &self.decoder_channels {
            check(
                channels.len() == stages,
                "decoderChannels",
                channels,
                "as many numbers as channels has, or absent",
            )?;
            check_each(
                "decoderChannels",
                channels,
                1..=MAX_CHANNELS,
                "numbers of channels between 1 and 512",
            )?;
        }
        check(
            self.residual_blocks.is_empty() || self.residual_blocks.len() == stages,
            "residualBlocks",
            &self.residual_blocks,
            "one number for each of the channels, or absent",
        )?;
        check_each(
            "residualBlocks",
            &self.residual_blocks,
            0..=MAX_RESIDUAL,
            "numbers of blocks between 0 and 8",
        )?;
        check(
            matches!(self.kernel_size, 3 | 5),
            "kernelSize",
            &self.kernel_size,
            "3 or 5",
        )?;
        check(
            stages > 0 || is_kernel_3(&self.kernel_size),
            "kernelSize",
            &self.kernel_size,
            "left out of a model without convolutions",
        )?;
        check(
            stages > 0 || !self.output_convolution,
            "outputConvolution",
            &self.output_convolution,
            "left out of a model without convolutions",
        )?;
        let side = self.input_dim.isqrt();
        check(
            stages == 0 || side * side == self.input_dim,
            "inputDim",
            &self.input_dim,
            "the pixels of a square image, for a model with convolutions",
        )?;
        check(
            side >> stages > 0,
            "channels",
            &self.channels,
            "fewer: the image has no sides left to halve",
        )
    }

    fn validate_levels(&self) -> Result<()> {
        if self.architecture == Architecture::Ladder {
            check(
                (1..self.latent_dim).contains(&self.top_latent_dim),
                "topLatentDim",
                &self.top_latent_dim,
                "at least 1 and less than latentDim, which counts both levels",
            )?;
            check(
                !self.hidden.is_empty(),
                "hidden",
                &self.hidden,
                "a list of at least 1 layer width, for a ladder",
            )?;
            check(
                (1..=MAX_LAYERS).contains(&self.top_hidden.len()),
                "topHidden",
                &self.top_hidden,
                "a list of 1 to 8 layer widths, for a ladder",
            )?;
            for (field, count) in self.priors() {
                let expected = "absent from a ladder, whose upper level is its prior";
                check(count == 0, field, &count, expected)?;
            }
        } else {
            let only = "absent: only a ladder has two levels";
            check(
                self.top_latent_dim == 0,
                "topLatentDim",
                &self.top_latent_dim,
                only,
            )?;
            check(
                self.top_hidden.is_empty(),
                "topHidden",
                &self.top_hidden,
                only,
            )?;
        }
        check_each(
            "topHidden",
            &self.top_hidden,
            1..=MAX_WIDTH,
            "layer widths between 1 and 4096",
        )?;
        for (field, count) in self.priors() {
            let expected = "0 for the standard normal prior, or between 2 and 1000";
            check(
                count != 1 && count <= MAX_COMPONENTS,
                field,
                &count,
                expected,
            )?;
        }
        check(
            self.pseudo_inputs * self.mixture_components == 0,
            "mixtureComponents",
            &self.mixture_components,
            "absent from a model with a VampPrior",
        )?;
        check(
            self.pseudo_inputs == 0 || self.classes == 0,
            "pseudoInputs",
            &self.pseudo_inputs,
            "absent from a model with classes: its pseudo-inputs would need labels",
        )
    }

    /// What priors are trained with the model, and of how many components each is.
    fn priors(&self) -> [(&'static str, usize); 2] {
        [
            ("pseudoInputs", self.pseudo_inputs),
            ("mixtureComponents", self.mixture_components),
        ]
    }

    fn validate_ranks(&self) -> Result<()> {
        if self.ranks.is_empty() {
            return Ok(());
        }
        let layers = self.layers();
        for (path, rank) in &self.ranks {
            let layer = layers.iter().find(|layer| layer.path == *path);
            let fits = layer.is_some_and(|layer| {
                let most = layer
                    .input
                    .first()
                    .map_or(0, |&input| input.min(layer.output[0]));
                layer.kind == LayerKind::Linear && (1..=most).contains(rank)
            });
            check(
                fits,
                "ranks",
                &self.ranks,
                "linear layers by path, each with a rank of at least 1 and at most its smaller side",
            )?;
        }
        Ok(())
    }

    fn validate_likelihood(&self) -> Result<()> {
        let Some(sigma) = self.sigma else {
            return Ok(());
        };
        check(
            self.likelihood == Likelihood::Gaussian,
            "sigma",
            &sigma,
            "absent: only a Gaussian likelihood has a σ",
        )?;
        check(
            (0.001..=10.0).contains(&sigma),
            "sigma",
            &sigma,
            "between 0.001 and 10, in units of the grey scale 0..1",
        )
    }
}

fn check(
    fine: bool,
    field: &'static str,
    value: &impl fmt::Debug,
    expected: &'static str,
) -> Result<()> {
    match fine {
        true => Ok(()),
        false => Err(Error::ConfigInvalid {
            field,
            value: format!("{value:?}"),
            expected,
        }),
    }
}

fn check_each(
    field: &'static str,
    values: &[usize],
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<()> {
    match values.iter().find(|value| !range.contains(value)) {
        Some(value) => check(false, field, value, expected),
        None => Ok(()),
    }
}
