"""Weights between two trainings."""

import unittest

import torch

from vitrail_training.dalle.average import average


class Average(unittest.TestCase):
    def test_each_tensor_is_so_much_of_the_later(self):
        before, after = {"a": torch.tensor([0.0, 4.0])}, {"a": torch.tensor([4.0, 8.0])}
        torch.testing.assert_close(average(before, after, 0.75), {"a": torch.tensor([3.0, 7.0])})
        torch.testing.assert_close(average(before, after, 0.0), before)
        torch.testing.assert_close(average(before, after, 1.0), after)

    def test_another_network_is_refused(self):
        with self.assertRaisesRegex(ValueError, "not the same network.*b"):
            average({"a": torch.zeros(1)}, {"a": torch.zeros(1), "b": torch.zeros(1)}, 0.5)


if __name__ == "__main__":
    unittest.main()
