"""Laws and known numbers; the tree below mirrors the code."""
