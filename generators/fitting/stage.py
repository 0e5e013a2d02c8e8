"""One stage of training: steps, looks at validation, checkpoints, an end that keeps the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import structlog
import torch
from torch import Tensor, nn

from generators.fitting.errors import NoNumberError, TensorFileError
from generators.fitting.progress import Progress, Tell
from generators.fitting.tensor_file import read_tensors, write_tensors

log = structlog.get_logger(__name__)


class Ending(StrEnum):
    FINISHED = "finished"
    EARLY = "early"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Fitted:
    """`loss` is the best of validation, of step `best`; the module has that state."""

    stage: str
    steps: int
    best: int
    loss: float
    ending: Ending


@dataclass(slots=True)
class Stage:
    """`step(number)` does one step and returns its loss; `look()` is the validation loss (lower is
    better). `module` holds all that is learnt, `optimizers` with it. `key` names data, settings
    and seed: a checkpoint of another key is not resumed from."""

    name: str
    module: nn.Module
    optimizers: Sequence[torch.optim.Optimizer]
    step: Callable[[int], Tensor]
    look: Callable[[], float]
    steps: int
    every: int
    patience: int
    key: str
    folder: Path | None = None
    tell: Tell = field(default=lambda _progress: None)


def fit(stage: Stage) -> Fitted:
    """Resumes where a checkpoint of the same key is in the folder; a damaged one is told in the log
    and thrown away, since all that it saves is time.

    Raises NoNumberError where losses are no numbers and no earlier state was good.
    """
    state = _resume(stage) or _begin(stage)
    ending = Ending.FINISHED
    while state.done < stage.steps:
        loss = stage.step(state.done)
        if not math.isfinite(loss.item()):
            ending = Ending.DIVERGED
            break
        state.done += 1
        if state.done % stage.every == 0 or state.done == stage.steps:
            if not _take_look(stage, state):
                ending = Ending.DIVERGED
                break
            stage.tell(Progress(stage.name, state.done, stage.steps, state.loss))
            if state.stale >= stage.patience:
                ending = Ending.EARLY
                break
    if not math.isfinite(state.loss):
        raise NoNumberError(
            f"Training of {stage.name} met numbers that are none before anything was learnt."
        )
    stage.module.load_state_dict(state.best)
    return Fitted(stage.name, state.done, state.best_step, state.loss, ending)


@dataclass(slots=True)
class _State:
    best: dict[str, Tensor]
    done: int = 0
    best_step: int = 0
    stale: int = 0
    loss: float = math.inf


def _begin(stage: Stage) -> _State:
    state = _State(_copy(stage.module))
    state.loss = stage.look()
    return state


def _take_look(stage: Stage, state: _State) -> bool:
    """Whether the loss is a number."""
    found = stage.look()
    if not math.isfinite(found):
        return False
    if found < state.loss:
        state.best, state.loss, state.best_step = _copy(stage.module), found, state.done
        state.stale = 0
    else:
        state.stale += 1
    _keep(stage, state)
    return True


def _copy(module: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in module.state_dict().items()}


def _path(stage: Stage) -> Path | None:
    return stage.folder / f"checkpoint-{stage.name}.safetensors" if stage.folder else None


def _keep(stage: Stage, state: _State) -> None:
    path = _path(stage)
    if path is None:
        return
    tensors = {f"now/{name}": tensor for name, tensor in stage.module.state_dict().items()}
    tensors |= {f"best/{name}": tensor for name, tensor in state.best.items()}
    for number, optimizer in enumerate(stage.optimizers):
        for at, slots in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer/{number}/{at}/{name}": one for name, one in slots.items()}
    about = {
        "key": stage.key,
        "done": str(state.done),
        "best_step": str(state.best_step),
        "stale": str(state.stale),
        "loss": repr(state.loss),
    }
    write_tensors(path, tensors, about)


def _resume(stage: Stage) -> _State | None:
    path = _path(stage)
    if path is None or not path.is_file():
        return None
    begun = _copy(stage.module)
    try:
        return _read(stage, path)
    except (TensorFileError, KeyError, ValueError, RuntimeError) as error:
        log.warning("checkpoint_damaged", file=str(path), error=str(error))
        path.unlink()
        stage.module.load_state_dict(begun)
        return None


def _read(stage: Stage, path: Path) -> _State | None:
    tensors, about = read_tensors(path)
    if about.get("key") != stage.key:
        return None
    state = _State(
        best=_under("best/", tensors),
        done=int(about["done"]),
        best_step=int(about["best_step"]),
        stale=int(about["stale"]),
        loss=float(about["loss"]),
    )
    stage.module.load_state_dict(_under("now/", tensors))
    for number, optimizer in enumerate(stage.optimizers):
        _restore(optimizer, _under(f"optimizer/{number}/", tensors))
    return state


def _restore(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    state = optimizer.state_dict()
    slots: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        at, _, inner = name.partition("/")
        slots.setdefault(int(at), {})[inner] = tensor
    state["state"] = slots
    optimizer.load_state_dict(state)


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
