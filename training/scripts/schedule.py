"""Steps of training: a rate that rises and falls, a mean of the weights, and a report."""

import time
from collections.abc import Callable, Sequence

import torch
from network import Network, fast
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

WARM_UP = 0.06  # of the steps
KEPT = 0.998  # of the mean of the weights at each step
REPORT = 100  # steps


class Schedule:
    """AdamW for several modules, each with its rate."""

    def __init__(self, modules: list[list[nn.Parameter]], rates: list[float], steps: int) -> None:
        self.parameters = [parameter for group in modules for parameter in group]
        groups = [{"params": g, "lr": rate} for g, rate in zip(modules, rates, strict=True)]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        warm = WARM_UP * steps
        self.rate = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: max(0.0, min(step / warm, (steps - step) / (steps - warm)))
        )
        self.steps, self.done, self.began = steps, 0, time.time()
        self.sums: dict[str, Tensor] = {}

    def step(self, losses: dict[str, Tensor], weights: dict[str, float]) -> None:
        """Go one step down the weighted sum of the losses."""
        self.optimizer.zero_grad()
        torch.stack([weights[name] * loss for name, loss in losses.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.rate.step()
        self.done += 1
        for name, loss in losses.items():
            self.sums[name] = self.sums.get(name, 0.0) + loss.detach()
        if self.done % REPORT == 0:
            seconds = time.time() - self.began
            shown = " ".join(
                f"{name} {value.item() / REPORT:.4f}" for name, value in self.sums.items()
            )
            print(f"{self.done}/{self.steps} {seconds:.0f} s {shown}", flush=True)
            self.sums.clear()


def fit(
    network: Network,
    schedule: Schedule,
    weights: dict[str, float],
    order: Sequence[list[int]],
    losses: Callable[[list[int]], dict[str, Tensor]],
) -> Network:
    """Train on groups of windows, and return a copy with the running mean of the weights."""
    mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(KEPT))
    for group in order:
        with fast():
            parts = losses(group)
        schedule.step(parts, weights)
        mean.update_parameters(network)
    averaged: Network = mean.module
    return averaged
