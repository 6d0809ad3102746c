"""The pieces put together: config, state, files, shops. The commands and the demo stand on this; it prints nothing."""

from connector.state import ShopBusy, State, state_for

from .desire import Composer
from .effective import Effective
from .options import Options
from .shops import Workspace, open_workspace

__all__ = ["Composer", "Effective", "Options", "ShopBusy", "State", "Workspace", "open_workspace", "state_for"]
