"""What sounds while notes are being made: the same facts that a corpus's rows tell, step by step.

For each slot and pitch the last note's onset and end are remembered, and nothing is forgotten: a
note held for a hundred others is still heard. `core.vectorizers.sounding` says the same of finished
music, and what the bits mean.

Shape letters: B pieces at once, S slots, P 128 pitches.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor

from core.vectorizers.grid import LONGEST_STEPS, Piece
from core.vectorizers.notes import Vocabulary
from core.vectorizers.sounding import MOST_TOLD, NO_PITCH, NUM_PITCHES, RELEASED_STEPS

LONG_AGO = -10_000


class Ear:
    """Listens to `num_pieces` pieces that all begin with the same notes.

    Parameters
    ----------
    vocabulary : Vocabulary
    num_pieces : int
    primer : Piece or None
        What was heard already.
    device : torch.device
    """

    def __init__(
        self, vocabulary: Vocabulary, num_pieces: int, primer: Piece | None, device: torch.device
    ) -> None:
        sizes = (num_pieces, len(vocabulary.slots), NUM_PITCHES)
        self.onset_BSP = torch.full(sizes, LONG_AGO, device=device)
        self.end_BSP = torch.full(sizes, LONG_AGO, device=device)
        self.last_BS = torch.full(sizes[:2], NO_PITCH, device=device)
        if primer is not None:
            for onset, length, pitch, slot in zip(
                *(column.tolist() for column in (primer.onset, primer.duration)),
                *(column.tolist() for column in (primer.pitch, primer.slot)),
                strict=True,
            ):
                self.onset_BSP[:, slot, pitch] = onset
                self.end_BSP[:, slot, pitch] = onset + length
                self.last_BS[:, slot] = pitch
        drums_S = torch.from_numpy(vocabulary.drums)
        self.tonal = (~drums_S).nonzero()[:, 0].to(device)
        self.drums = drums_S.nonzero()[:, 0].to(device)
        self.pieces = torch.arange(num_pieces, device=device)
        self.powers = 1 << torch.arange(64, device=device)

    def listen(self, now_B: Tensor) -> tuple[Tensor, Tensor]:
        """Return what sounds at a moment as words (B,W), and the slots' three bits (B,3,S)."""
        now_B11 = now_B[:, None, None]
        ends_later = self.end_BSP > now_B11
        started = self.onset_BSP == now_B11
        held = ends_later & ~started
        released = ~ends_later & (self.end_BSP > now_B11 - RELEASED_STEPS)
        kinds_B3SP = torch.stack([started, held, released], dim=1)
        tonal_B3P = kinds_B3SP.index_select(2, self.tonal).any(dim=2)
        sets = [tonal_B3P]
        if len(self.drums):
            drums_B3P = kinds_B3SP.index_select(2, self.drums).any(dim=2)
            sets += [drums_B3P[:, :1], drums_B3P[:, 1:].any(dim=1, keepdim=True)]
        folded = F.pad(tonal_B3P, (0, 4)).unflatten(-1, (11, 12)).any(dim=-2)
        near = torch.stack([started, held, self.end_BSP == now_B11], dim=1)
        slots_B3S = near.any(dim=-1)
        bits = [part.flatten(1) for part in (*sets, folded, slots_B3S)]
        return self.words(torch.cat(bits, dim=1)), slots_B3S

    def words(self, bits: Tensor) -> Tensor:
        """Return bits (B,bits) as whole numbers of 64 bits, shape (B,words)."""
        padded = F.pad(bits, (0, -bits.shape[1] % 64))
        return (padded.view(len(bits), -1, 64) * self.powers).sum(dim=-1)

    def own(self, slot_B: Tensor, now_B: Tensor) -> Tensor:
        """Return which pitches a slot sounds, bool, shape (B,P)."""
        return self.end_BSP[self.pieces, slot_B] > now_B[:, None]

    def room(self, now_B: Tensor, slot_B: Tensor, pitch_B: Tensor) -> Tensor:
        """Return which slots can start a note together with the last one, bool, shape (B,S)."""
        free_BSP = self.end_BSP <= now_B[:, None, None]
        places = torch.arange(free_BSP[0].numel(), device=free_BSP.device).view(free_BSP.shape[1:])
        later_BSP = places > (slot_B * NUM_PITCHES + pitch_B)[:, None, None]
        return (free_BSP & later_BSP).any(dim=-1)

    def hear(self, now_B: Tensor, slot_B: Tensor, pitch_B: Tensor, duration_B: Tensor) -> None:
        """Take in one more note of each piece."""
        self.onset_BSP[self.pieces, slot_B, pitch_B] = now_B
        self.end_BSP[self.pieces, slot_B, pitch_B] = now_B + duration_B
        self.last_BS[self.pieces, slot_B] = pitch_B

    def left(self, now_B: Tensor, slot_B: Tensor, slots_B3S: Tensor) -> Tensor:
        """Return steps until the first end, notes started, slots waiting, shape (B,3)."""
        left_BSP = self.end_BSP - now_B[:, None, None]
        until = left_BSP.where(left_BSP > 0, LONGEST_STEPS).amin(dim=(1, 2))
        started = (self.onset_BSP == now_B[:, None, None]).sum(dim=(1, 2)).clamp(max=MOST_TOLD)
        silent_BS = slots_B3S[:, 2] & ~slots_B3S[:, 0] & ~slots_B3S[:, 1]
        waiting = silent_BS.sum(dim=1) - silent_BS[self.pieces, slot_B].long()
        return torch.stack([until, started, waiting], dim=1)
