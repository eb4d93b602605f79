"""Sets of labelled pictures: built in, from a ZIP of folders, or CIFAR-10 from its binary archive.

Every set is parted into train, validation and test pictures, always the same way. `Preprocessing`
is what pictures go through before a model sees them; it travels with the model.

>>> shapes = built_in("shapes")
>>> shapes.images.shape, shapes.classes[0], len(shapes.test)
((4400, 32, 32, 3), 'circle', 800)
"""

from core.vectorizers.image_sets.narrowing import BETWEEN_NAMES, FEWEST_CLASSES, narrowed
from core.vectorizers.image_sets.reading import LIMIT_MB, SetOptions, reading, refuse_if_large
from core.vectorizers.image_sets.records import ImageSet, Preprocessing, Refused
from core.vectorizers.image_sets.table import SETS, BuiltIn, built_in

__all__ = [
    "BETWEEN_NAMES",
    "FEWEST_CLASSES",
    "LIMIT_MB",
    "SETS",
    "BuiltIn",
    "ImageSet",
    "Preprocessing",
    "Refused",
    "SetOptions",
    "built_in",
    "narrowed",
    "reading",
    "refuse_if_large",
]
