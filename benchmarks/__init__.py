"""Speed, as ratios measured side by side in one run; README.md says how to run each."""
