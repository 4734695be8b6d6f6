"""The terms of every objective, in nats, by the papers' formulas, on 64-bit arrays.

Densities are written out with all their constants, sums over mixtures are plain: where the Rust
code simplifies, this does not.
"""

import math

import numpy as np


def log_normal(x, mean, log_var):
    """ln N(x; mean, exp log_var), each number on its own."""
    return -0.5 * (math.log(math.tau) + log_var + (x - mean) ** 2 / np.exp(log_var))


def log_sum_exp(x, axis):
    return np.logaddexp.reduce(x, axis)


def bernoulli(logits, images):
    """−ln of λ^x (1 − λ)^(1 − x), λ the logits' sigmoid: [batch]. Kingma & Welling 2014, C.1."""
    white, black = np.logaddexp(0, -logits), np.logaddexp(0, logits)
    return (images * white + (1 - images) * black).sum(1)


def continuous_bernoulli(logits, images):
    """Loaiza-Ganem & Cunningham 2019: the same less ln C, C = ln((1 − λ)/λ) / (1 − 2λ)."""
    size = np.abs(np.where(logits == 0, 1.0, logits))
    constant = np.log(size) + np.log1p(np.exp(-size)) - np.log(-np.expm1(-size))
    constant = np.where(logits == 0, math.log(2), constant)
    return bernoulli(logits, images) - constant.sum(1)


def gaussian(logits, images, log_sigma):
    """Normal pixels around the logits' sigmoid: [batch]."""
    mean = 1 / (1 + np.exp(-logits))
    return -log_normal(images, mean, 2 * log_sigma).sum(1)


def kl_per_dimension(posterior, prior=(0.0, 0.0)):
    """KL(N(μ, σ²) ‖ N(m, s²)) = ln s/σ + (σ² + (μ − m)²)/2s² − ½: [batch, latents]."""
    (mean, log_var), (m, s) = posterior, prior
    return 0.5 * (s - log_var + (np.exp(log_var) + (mean - m) ** 2) / np.exp(s) - 1)


def log_prior(z, components=None):
    """Of the standard normal, or of the even mixture of components: [batch]."""
    if components is None:
        return log_normal(z, 0.0, 0.0).sum(1)
    each = [log_normal(z, m, s).sum(1) for m, s in zip(*components)]
    return log_sum_exp(np.array(each), 0) - math.log(len(each))


def log_ratio(z, posterior, components=None):
    """ln q(z|x) − ln p(z): [batch]. Tomczak & Welling 2018, equation 9, for a VampPrior."""
    return log_normal(z, *posterior).sum(1) - log_prior(z, components)


def importance_bound(log_weights, samples):
    """ln of the mean weight of each image: [batch]. Burda et al. 2016, equation 8."""
    rows = log_weights.reshape(-1, samples)
    return np.array([math.log(math.fsum(map(math.exp, row - row.max())) / samples) + row.max()
                     for row in rows])  # fmt: skip


def decompose(z, posterior, data_count):
    """Mutual information, total correlation, dimension-wise KL by minibatch-weighted sampling, draw
    by draw. Chen et al. 2018, section 4.1."""
    mean, log_var = posterior
    batch, latents = z.shape
    parts = np.zeros(3)
    for i in range(batch):
        own = log_normal(z[i], mean[i], log_var[i]).sum()
        pairs = np.array([log_normal(z[i], mean[j], log_var[j]) for j in range(batch)])
        most = pairs.sum(1).max()
        joint = most + math.log(np.exp(pairs.sum(1) - most).sum() / (batch * data_count))
        product = sum(
            math.log(sum(math.exp(p - pairs[:, d].max()) for p in pairs[:, d])
                     / (batch * data_count)) + pairs[:, d].max()
            for d in range(latents)
        )  # fmt: skip
        prior = log_normal(z[i], 0.0, 0.0).sum()
        parts += np.array([own - joint, joint - product, product - prior]) / batch
    return parts


def objective(name, options, rebuilt, z, posterior, components=None):
    """What is minimised: one number. `rebuilt`: [rows]; z, posterior: [rows, latents]."""
    per_dimension = kl_per_dimension(posterior)
    kl = per_dimension.sum(1).mean()
    if components is not None:
        kl = log_ratio(z, posterior, components).mean()
    if name == "elbo":
        if options.get("freeBits"):
            kl = sum(max(nats, options["freeBits"]) for nats in per_dimension.mean(0))
        return rebuilt.mean() + options["beta"] * kl
    if name == "capacity":
        return rebuilt.mean() + options["gamma"] * abs(kl - options["capacity"])
    if name == "importanceWeighted":
        weights = -rebuilt - log_ratio(z, posterior, components)
        return -importance_bound(weights, options["samples"]).mean()
    if name == "totalCorrelation":
        information, correlation, dimensions = decompose(z, posterior, options["dataCount"])
        return rebuilt.mean() + information + options["beta"] * correlation + dimensions
    raise ValueError(name)


def reconstruction(network, logits, images):
    """−ln p(x|z) under the network's likelihood: [batch]."""
    likelihood = network.config["likelihood"]
    if likelihood == "gaussian":
        return gaussian(logits, images, network.log_sigma())
    return {"bernoulli": bernoulli, "continuousBernoulli": continuous_bernoulli}[likelihood](
        logits, images
    )
