//! Fifty losses: what rounding adds up to.

use burn::tensor::Device;
use vae_lab::lab::Lab;
use vae_lab::train::TrainOptions;

use super::Plain;

/// Of a loss.
const TOLERANCE: f32 = 1e-4;

/// Adam over the plain step's numbers, in 64 bits.
struct Adam {
    moments: Vec<[Vec<f32>; 2]>,
    step: i32,
}

impl Adam {
    fn of(plain: &Plain) -> Self {
        let zeros = |values: &Vec<f32>| [vec![0.0; values.len()], vec![0.0; values.len()]];
        Self {
            moments: plain.values.iter().map(zeros).collect(),
            step: 0,
        }
    }

    /// Kingma & Ba 2015, algorithm 1.
    fn advance(&mut self, plain: &mut Plain, gradient: &[Vec<f32>], rate: f64) {
        self.step += 1;
        let lists = plain.values.iter_mut().zip(&mut self.moments).zip(gradient);
        for ((values, [mean, square]), gradient) in lists {
            for i in 0..values.len() {
                let slope = f64::from(gradient[i]);
                mean[i] = (0.9 * f64::from(mean[i]) + 0.1 * slope) as f32;
                square[i] = (0.999 * f64::from(square[i]) + 0.001 * slope * slope) as f32;
                let m = f64::from(mean[i]) / (1.0 - 0.9_f64.powi(self.step));
                let v = f64::from(square[i]) / (1.0 - 0.999_f64.powi(self.step));
                values[i] = (f64::from(values[i]) - rate * m / (v.sqrt() + 1e-8)) as f32;
            }
        }
    }
}

/// The losses of so many steps of a run, fused, against the plain step's beside Adam as its algorithm
/// stands. `told` has begun the same run, and says what each batch is.
pub async fn compare_losses(
    mut lab: Lab,
    mut told: Lab,
    options: &TrainOptions,
    steps: usize,
    device: &Device,
) {
    let mut plain = Plain::of(&lab, device).await;
    let mut adam = Adam::of(&plain);
    let records = lab.train_steps(steps).await.expect("a run");
    assert_eq!(records.len(), steps);
    for record in records {
        let (_, parts) = told.next_shared(1).expect("a run").expect("a step");
        let (loss, gradient) = plain.gradient(&parts[0]).await;
        let error = (record.objective - loss).abs() / loss;
        assert!(
            error <= TOLERANCE,
            "step {}: {} against {loss}",
            record.step,
            record.objective
        );
        adam.advance(&mut plain, &gradient, options.learning_rate);
    }
}
