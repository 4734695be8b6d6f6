//! The native tests: one program, because linking burn takes longer than running them.

mod architectures;
mod classifier;
mod classifier_command;
mod cli;
mod data;
mod ensemble;
mod golden;
mod interchange;
mod measure_command;
mod measured;
mod noise;
mod objective;
mod objective_reference;
mod packed;
mod plain_step;
mod prior;
mod prior_fit;
mod prior_lab;
mod quality;
mod reference;
mod shared;
mod training;
mod weights;
mod workshop;
mod workshop_commands;
