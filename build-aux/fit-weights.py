#!/usr/bin/env python3
"""Learn conf/data/weights.tsv, by which the verifier scores a claim, from labelled claims.

usage: fit-weights.py --program PATH [--folds N] FILE.jsonl... >weights.tsv

PATH is tests/tools/verify_features. A line of a file is {"set", "source", "claims": [{"text", "label"}]}; label true
means the source supports the claim. Logistic regression with a penalty (Newton's method). A near-copy of the source
(more than six tenths of its word pairs stand there) has weights of its own: the second column is added to the first.
Each set counts the same, in it each label; a source with many claims counts the same on both sides, so that nothing is
learnt from the source alone. Claims that a rule refuses are decided without a score, so nothing is learnt from them;
of a false text of several sentences only the least supported one is taken for false.
With --folds nothing is written but what is reached on sources that were left out, each fold in its turn.
Needs numpy.
"""
import argparse
import hashlib
import json
import subprocess
import sys
import tempfile

import numpy

MANY = 8            # claims of a source that balance it in itself
PENALTY = (20, 200) # of the weights for all claims, and of what near-copies add
ROUNDS = 4          # of choosing the false sentence
NEAR = 0.6
REFUSED = 0.5       # what a rule takes from a score


class Claims:
    """Labelled texts; features[i] holds a row for each sentence of text i."""

    def __init__(self, sets, sources, labels, features, names):
        self.sets, self.sources, self.labels = map(numpy.array, (sets, sources, labels))
        self.features, self.names = features, names
        self.near = names.index("pairs")
        rules = [k for k, name in enumerate(names) if name.startswith("rule_")]
        self.refused = numpy.array([bool(f[:, rules].any()) for f in features])

    def weights(self, chosen):
        w = numpy.zeros(len(self.labels))
        for name in set(self.sets[chosen]):
            inside = chosen[self.sets[chosen] == name]
            count = {s: (self.sources[inside] == s).sum() for s in set(self.sources[inside])}
            many = [s for s in count if count[s] >= MANY]
            groups = [inside[self.sources[inside] == s] for s in many]
            rest = inside[~numpy.isin(self.sources[inside], many)]
            groups = [g for g in groups + [rest] if 0 < self.labels[g].sum() < len(g)]
            for g in groups:
                for label in (True, False):
                    same = g[self.labels[g] == label]
                    w[same] = len(g) / len(inside) / len(same)
        return w * len(chosen) / w.sum()

    def columns(self, rows):
        near = (rows[:, self.near] >= NEAR)[:, None]
        return numpy.hstack([numpy.ones((len(rows), 1)), rows, near, rows * near])


def newton(x, y, w, penalty):
    weights = numpy.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + numpy.exp(-x @ weights))
        slope = x.T @ (w * (p - y)) + penalty * weights
        bend = (x * (w * p * (1 - p))[:, None]).T @ x + numpy.diag(penalty + 1e-9)
        step = numpy.linalg.solve(bend, slope)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return weights


def fit(claims, chosen):
    """Weights for columns(): of all claims, then what near-copies add; the first of each is the constant."""
    count = len(claims.names) + 1
    penalty = numpy.array([PENALTY[0]] * count + [PENALTY[1]] * count, float)
    penalty[0] = 0
    share, weights = claims.weights(chosen), None
    for _ in range(ROUNDS):
        rows, labels, counts = [], [], []
        for i in chosen:
            part = claims.columns(claims.features[i])
            if not claims.labels[i] and weights is not None:
                part = part[[numpy.argmin(part @ weights)]]
            rows.append(part)
            labels += [claims.labels[i]] * len(part)
            counts += [share[i] / len(part)] * len(part)
        x = numpy.vstack(rows)
        scale = x.std(0)
        scale[scale == 0] = 1
        weights = newton(x / scale, numpy.array(labels, float), numpy.array(counts), penalty) / scale
    return weights


def score(claims, weights, i):
    z = (claims.columns(claims.features[i]) @ weights).min()
    return (REFUSED if claims.refused[i] else 1) / (1 + numpy.exp(-z))


def area(scores, labels):
    higher = scores[labels][:, None] - scores[~labels][None, :]
    return ((higher > 0).sum() + (higher == 0).sum() / 2) / higher.size


def cross(claims, folds):
    fold = numpy.array([int(hashlib.md5(s.encode()).hexdigest(), 16) % folds for s in claims.sources])
    scores = numpy.zeros(len(fold))
    for k in range(folds):
        weights = fit(claims, numpy.where(fold != k)[0])
        for i in numpy.where(fold == k)[0]:
            scores[i] = score(claims, weights, i)
    return scores


def read(paths, program):
    sets, sources, labels, features, names = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for line in open(path, encoding="utf-8"):
                row = json.loads(line)
                for claim in row["claims"]:
                    for name, text in (("source", row["source"]), ("claim", claim["text"])):
                        with open(f"{folder}/{name}", "w", encoding="utf-8") as f:
                            f.write(text + "\n")
                    out = subprocess.run([program, f"{folder}/source", f"{folder}/claim"], capture_output=True, check=True)
                    names, *rows = [part.split("\t") for part in out.stdout.decode().splitlines()]
                    if rows:
                        sets.append(row["set"])
                        sources.append(hashlib.md5(row["source"].encode()).hexdigest())
                        labels.append(claim["label"])
                        features.append(numpy.array(rows, float))
    return Claims(sets, sources, labels, features, names)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--program", required=True)
    p.add_argument("--folds", type=int, default=0)
    p.add_argument("files", nargs="+")
    a = p.parse_args()
    claims = read(a.files, a.program)
    if a.folds:
        scores = cross(claims, a.folds)
        for name in sorted(set(claims.sets)):
            inside = claims.sets == name
            labels, yes = claims.labels[inside], scores[inside] >= 0.5
            balanced = (yes[labels].mean() + (~yes[~labels]).mean()) / 2
            print(f"{name:20} balanced accuracy {balanced:.3f}, AUC {area(scores[inside], labels):.3f}")
        return
    weights = fit(claims, numpy.arange(len(claims.labels)))
    count = len(claims.names) + 1
    print("# What each feature of a claim adds to its score, in thousandths: name, for every claim, more for a near-copy.")
    print("# Learnt by build-aux/fit-weights.py; not to be edited.")
    for k, name in enumerate(["constant"] + claims.names):
        print(f"{name}\t{round(1000 * weights[k])}\t{round(1000 * weights[count + k])}")


if __name__ == "__main__":
    main()
