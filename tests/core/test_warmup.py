from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_after_warming_up_nothing_is_left_to_import_or_to_collect(tmp_path: Path) -> None:
    """In a process of its own: what is frozen stays frozen."""
    code = (
        "import gc, os, sys\n"
        "os.environ['SEQLAB_HOME'] = sys.argv[1]\n"
        "from core.warmup import warm_up\n"
        "warm_up()\n"
        "assert gc.get_freeze_count() > 100_000\n"
        "assert len(gc.get_objects()) < 10_000\n"
        "assert {'torch._dynamo', 'mlflow', 'plotly', 'core.jobs.manager'} <= set(sys.modules)\n"
        "assert not {'streamlit', 'core.jobs.worker', 'core.__main__'} & set(sys.modules)\n"
        "assert os.path.exists(os.path.join(sys.argv[1], 'runs.sqlite'))\n"
    )
    subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", code, tmp_path], check=True)
