"""Why a model says what it says: attention, gradients, attributions."""
