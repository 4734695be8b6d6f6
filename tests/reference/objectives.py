"""Makes objectives.json: every term and objective on random numbers, with its gradient.

Pixels' likelihoods are computed with 60 digits from their definitions; ln C of the continuous
Bernoulli is checked against an integral as well. Gradients are central differences. Needs numpy.

    python3 tests/reference/objectives.py > tests/reference/objectives.json
"""

import json
import math
from decimal import Decimal, getcontext

import numpy as np
import terms

getcontext().prec = 60
LOGITS = [-90.0, -40.0, -5.0, -0.51, -0.49, -1e-3, -1e-6, 0.0, 1e-5, 0.2, 0.4999, 0.5001, 3.0, 17.0, 60.0]
SIGMAS = [0.02, 0.3, 1.0, 2.5]


def rounded(array):
    """As the core's 32-bit floats are, so that both start from the same numbers."""
    return np.asarray(array, np.float32).astype(np.float64)


def constant(l):
    """C = 2 artanh(1 − 2λ) / (1 − 2λ), and 2 at λ = ½: Loaiza-Ganem & Cunningham 2019, (7)."""
    t = 1 - 2 * probability(l)
    return Decimal(2) if t == 0 else ((1 + t) / (1 - t)).ln() / t


def probability(l):
    return 1 / (1 + (-l).exp())


def mean(l):
    """λ/(2λ − 1) + 1/(2 artanh(1 − 2λ)): equation 8."""
    p = probability(l)
    t = 1 - 2 * p
    return Decimal("0.5") if t == 0 else -p / t + 1 / ((1 + t) / (1 - t)).ln()


def bernoulli(l, x):
    p = probability(l)
    return -(x * p.ln() + (1 - x) * (1 - p).ln())


def continuous_bernoulli(l, x):
    return bernoulli(l, x) - constant(l).ln()


def difference(function, at, step=Decimal("1e-18")):
    return (function(at + step) - function(at - step)) / (2 * step)


def check_constant():
    """1/C is the integral of λ^x (1 − λ)^(1 − x): Gauss–Legendre with 60 nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    x = (nodes + 1) / 2
    for l in (-17.0, -0.5, 1e-3, 0.49, 3.0):
        p = 1 / (1 + math.exp(-l))
        integral = (weights * p**x * (1 - p) ** (1 - x)).sum() / 2
        assert abs(integral * float(constant(Decimal(l))) - 1) < 1e-12, l


def pixels(rng):
    """Each logit with three greys: values and gradients of one pixel."""
    check_constant()
    logits = np.repeat(rounded(LOGITS), 3)
    images = rounded(np.tile([0.0, 1.0, 0.5], len(LOGITS)))
    images[2::3] = rounded(rng.uniform(size=len(LOGITS)))
    found = {"logits": logits.tolist(), "images": images.tolist()}
    for name, function in (("bernoulli", bernoulli), ("continuousBernoulli", continuous_bernoulli)):
        pairs = [(Decimal(l), Decimal(x)) for l, x in zip(logits, images)]
        found[name] = [float(function(l, x)) for l, x in pairs]
        found[f"{name}Gradient"] = [float(difference(lambda l: function(l, x), l)) for l, x in pairs]
    found["continuousBernoulliMean"] = [float(mean(Decimal(l))) for l in logits]
    return found


def gaussian_pixels(rng):
    logits, images = rounded(rng.normal(0, 2, (3, 5))), rounded(rng.uniform(size=(3, 5)))
    cases = []
    for sigma in SIGMAS:
        log_sigma = float(np.float32(math.log(sigma)))
        value = lambda l, s: terms.gaussian(l, images, s[0])
        cases.append({
            "logSigma": log_sigma,
            "values": value(logits, [log_sigma]).tolist(),
            "logitsGradient": flat(gradient(lambda l: value(l, [log_sigma]).sum(), logits)),
            "logSigmaGradient": gradient(
                lambda s: value(logits, s).sum(), np.array([log_sigma])).tolist(),
        })  # fmt: skip
    return {"logits": flat(logits), "images": flat(images), "cases": cases}


def gradient(function, at, step=1e-5):
    """Central differences of a number, one coordinate at a time."""
    found = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        ends = []
        for sign in (1, -1):
            moved = at.copy()
            moved[index] += sign * step
            ends.append(function(moved))
        found[index] = (ends[0] - ends[1]) / (2 * step)
    return found


def flat(array):
    return np.asarray(array).ravel().tolist()


def divergences(rng):
    posterior = rounded(rng.normal(0, 1.5, (4, 3))), rounded(rng.normal(-1, 2, (4, 3)))
    noise = rounded(rng.normal(size=(4, 3)))
    components = rounded(rng.normal(0, 2, (5, 3))), rounded(rng.normal(-1, 1, (5, 3)))
    summed = lambda p: terms.kl_per_dimension(p).sum()

    def ratio(m, s, components):
        z = m + np.exp(s / 2) * noise
        return terms.log_ratio(z, (m, s), components)

    mean, log_var = posterior
    return {
        "mean": flat(mean), "logVar": flat(log_var), "noise": flat(noise),
        "componentMean": flat(components[0]), "componentLogVar": flat(components[1]),
        "klPerDimension": flat(terms.kl_per_dimension(posterior)),
        "klMeanGradient": flat(gradient(lambda m: summed((m, log_var)), mean)),
        "klLogVarGradient": flat(gradient(lambda s: summed((mean, s)), log_var)),
        "logRatio": flat(ratio(mean, log_var, None)),
        "mixtureLogRatio": flat(ratio(mean, log_var, components)),
        "mixtureMeanGradient": flat(gradient(lambda m: ratio(m, log_var, components).sum(), mean)),
        "mixtureLogVarGradient": flat(
            gradient(lambda s: ratio(mean, s, components).sum(), log_var)),
        "mixtureComponentMeanGradient": flat(
            gradient(lambda m: ratio(mean, log_var, (m, components[1])).sum(), components[0])),
        "mixtureComponentLogVarGradient": flat(
            gradient(lambda s: ratio(mean, log_var, (components[0], s)).sum(), components[1])),
    }  # fmt: skip


OBJECTIVES = [
    ("elbo", {"beta": 1.0}, False), ("elbo", {"beta": 4.0}, False),
    ("elbo", {"beta": 0.5, "freeBits": 0.8}, False), ("elbo", {"beta": 1.5}, True),
    ("capacity", {"gamma": 30.0, "capacity": 2.0}, False),
    ("capacity", {"gamma": 30.0, "capacity": 200.0}, False),
    ("capacity", {"gamma": 3.0, "capacity": 2.0}, True),
    ("importanceWeighted", {"samples": 3}, False), ("importanceWeighted", {"samples": 3}, True),
    ("totalCorrelation", {"beta": 6.0, "dataCount": 600}, False),
]  # fmt: skip


def objectives(rng):
    """Six rows (two images of three draws each where there are several), a linear decoder."""
    rows, latents, width = 6, 3, 4
    weight = rounded(rng.normal(size=(latents, width)))
    images = np.repeat(rounded(rng.uniform(size=(rows // 3, width))), 3, 0)
    mean, log_var = (np.repeat(rounded(rng.normal(m, 1, (rows // 3, latents))), 3, 0) for m in (0, -1))
    # Posteriors of their own, that minibatch sampling has something to tell apart.
    mean = rounded(mean + 0.3 * rng.normal(size=mean.shape))
    noise = rounded(rng.normal(size=(rows, latents)))
    components = rounded(rng.normal(0, 1, (4, latents))), rounded(rng.normal(-1, 1, (4, latents)))
    cases = []
    for name, options, mixture in OBJECTIVES:
        def value(m, s):
            z = m + np.exp(s / 2) * noise
            rebuilt = terms.bernoulli(z @ weight, images)
            prior = components if mixture else None
            return terms.objective(name, options, rebuilt, z, (m, s), prior)

        cases.append({
            "objective": name, **options, "mixture": mixture,
            "value": value(mean, log_var),
            "meanGradient": flat(gradient(lambda m: value(m, log_var), mean)),
            "logVarGradient": flat(gradient(lambda s: value(mean, s), log_var)),
        })  # fmt: skip
    z = mean + np.exp(log_var / 2) * noise
    return {
        "images": flat(images), "weight": flat(weight), "mean": flat(mean),
        "logVar": flat(log_var), "noise": flat(noise), "componentMean": flat(components[0]),
        "componentLogVar": flat(components[1]), "cases": cases,
        "decomposition": terms.decompose(z, (mean, log_var), 600).tolist(),
    }  # fmt: skip


if __name__ == "__main__":
    rng = np.random.default_rng(20140501)
    print(json.dumps({
        "pixels": pixels(rng), "gaussian": gaussian_pixels(rng),
        "divergences": divergences(rng), "objectives": objectives(rng),
    }, indent=1))  # fmt: skip
