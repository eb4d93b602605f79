"""Speed, accuracy and robustness against their bars; threads wait as they do in the product."""

from core.threads import wait_briefly

wait_briefly()
