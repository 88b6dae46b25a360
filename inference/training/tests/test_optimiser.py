"""Processes that share the optimiser's work take the steps one process would have taken."""

import os
import unittest

import torch
import torch.distributed
import torch.multiprocessing
from torch import nn

from vitrail_training.dalle.model import CONFIG, Dalle
from vitrail_training.optimiser import Optimiser, SingleMuon

SMALL = {**CONFIG, "text_vocab_size": 40, "image_vocab_size": 20, "d_model": 64, "heads": 1, "ffn_dim": 96, "image_length": 16}


def gradients(model: nn.Module, rank: int, step: int) -> list[torch.Tensor]:
    chance = torch.Generator().manual_seed(10 * step + rank)
    return [torch.randn(p.shape, generator=chance) for p in model.parameters()]


def network() -> Dalle:
    torch.manual_seed(3)
    return Dalle(SMALL)


def train(rank: int, processes: int, port: int, results) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE=str(processes), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo")
    model = network()
    optimiser = Optimiser(model, 1e-2, 0.1)
    for step in range(3):
        optimiser.step(gradients(model, rank, step), 1e-2)
    results[rank] = [p.detach().clone() for p in model.parameters()]
    torch.distributed.destroy_process_group()


class SharedOptimiser(unittest.TestCase):
    def test_two_processes_step_like_one_with_the_mean_of_their_gradients(self):
        model = network()
        optimiser = Optimiser(model, 1e-2, 0.1)
        for step in range(3):
            both = zip(gradients(model, 0, step), gradients(model, 1, step), strict=True)
            optimiser.step([(a + b) / 2 for a, b in both], 1e-2)

        with torch.multiprocessing.get_context("spawn").Manager() as manager:
            results = manager.dict()
            torch.multiprocessing.spawn(train, (2, 29411, results), 2)
            for first, second, alone in zip(results[0], results[1], model.parameters(), strict=True):
                torch.testing.assert_close(first, second, rtol=0, atol=0)
                torch.testing.assert_close(first, alone.detach(), rtol=1e-2, atol=1e-3)

    def test_every_parameter_has_one_owner_and_layers_take_muon(self):
        optimiser = Optimiser(network(), 1e-2, 0.1)
        owned = [p for kind in (optimiser.muon, optimiser.adam) for group in kind.param_groups for p in group["params"]]
        self.assertEqual(len(optimiser.parameters), len(owned))
        self.assertEqual(len(owned), len({id(p) for p in owned}))
        self.assertTrue(all(p.dim() == 2 for group in optimiser.muon.param_groups for p in group["params"]))

    def test_muon_in_single_precision_takes_the_steps_of_pytorchs_own(self):
        for shape in ((64, 64), (64, 96), (96, 64)):
            moved = []
            for kind in (torch.optim.Muon, SingleMuon):
                matrix = nn.Parameter(torch.ones(shape))
                muon = kind([matrix], lr=0.1, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
                for step in range(3):
                    matrix.grad = torch.randn(shape, generator=torch.Generator().manual_seed(step))
                    muon.step()
                moved.append(matrix.detach() - 1)
            self.assertLess((moved[0] - moved[1]).norm(), 0.02 * moved[0].norm(), shape)


if __name__ == "__main__":
    unittest.main()
