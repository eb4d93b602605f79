"""Features brought to a common scale, by what was known when the model was fitted.

Conventions: rows are time steps, columns are features. A scaler is fitted on train rows only and
travels with the model. A missing value becomes the train mean, which is 0 after scaling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLIP = 6.0  # a feature six deviations out says "extreme"; further out it only hurts the fit
SMALLEST_DEVIATION = 1e-8


@dataclass(frozen=True)
class Scaler:
    """Mean and deviation of each feature over the rows it was fitted on."""

    mean_F: np.ndarray
    deviation_F: np.ndarray

    @classmethod
    def fit(cls, rows_NF: np.ndarray) -> Scaler:
        """Fit on train rows, float64, shape (N, F); NaN is left out; a constant column stays 0."""
        known = np.isfinite(rows_NF)
        count = np.maximum(known.sum(axis=0), 1)
        filled = np.where(known, rows_NF, 0.0)
        mean = filled.sum(axis=0) / count
        variance = (np.where(known, rows_NF - mean, 0.0) ** 2).sum(axis=0) / count
        deviation = np.sqrt(variance)
        flat = deviation <= SMALLEST_DEVIATION * np.maximum(np.abs(mean), 1.0)
        return cls(mean, np.where(flat, 1.0, deviation))

    def standardise(self, rows_NF: np.ndarray) -> np.ndarray:
        """Scale rows of shape (N, F) to float64; NaN becomes 0."""
        scaled_NF: np.ndarray = np.nan_to_num((rows_NF - self.mean_F) / self.deviation_F, nan=0.0)
        return scaled_NF

    def apply(self, rows_NF: np.ndarray) -> np.ndarray:
        """Scale rows of shape (N, F) to float32, clipped to six deviations; NaN becomes 0."""
        clipped_NF: np.ndarray = np.clip(self.standardise(rows_NF), -CLIP, CLIP)
        return clipped_NF.astype(np.float32)
