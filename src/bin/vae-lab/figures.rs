//! Figures of a model, measured and written into its own file.

use serde_json::json;
use vae_lab::data::{Binarization, Images};
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;

use crate::CommandResult;
use crate::evaluate::{measure, sentence};

/// Measures all test images at seed 0 and the first thousand at seed 1.
pub fn note(lab: &mut Lab, test: &Images, judge: &EvaluateOptions) -> CommandResult {
    let first = test.slice(0..test.len().min(1000));
    for (key, images, which, seed) in [
        ("test", test, "all", 0),
        ("testFirst1000", &first, "the first", 1),
    ] {
        let options = EvaluateOptions {
            seed,
            ..judge.clone()
        };
        let figures = measure(lab, images, &options)?.figures();
        let of = format!(
            "{which} {} test images, {}",
            thousands(images.len()),
            pixels(options.binarize)
        );
        println!("{of}, seed {seed}: {}", sentence(&figures));
        let value = json!({
            "images": of,
            "seed": seed,
            "reconstruction": figures.reconstruction,
            "kl": figures.kl,
            "negativeElbo": figures.negative_elbo,
        });
        lab.describe(|metadata| {
            metadata.figures.insert(key.into(), value);
        });
    }
    Ok(())
}

/// What became of the grey pixels, in words.
pub fn pixels(binarize: Binarization) -> &'static str {
    match binarize {
        Binarization::None => "grey",
        Binarization::Dynamic | Binarization::Fixed => "binarized",
    }
}

/// A count below a million as people write it.
fn thousands(count: usize) -> String {
    match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    }
}
