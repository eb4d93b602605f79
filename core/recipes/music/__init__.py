"""Music: from files of notes to a model that makes new ones, judged and checked for copies."""
