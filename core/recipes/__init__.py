"""One recipe per page: the only place that knows the order of things."""
