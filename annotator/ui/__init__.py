"""The desk: the only room with Qt.

The workflow is imported first: once Qt's binding is loaded it looks into the source of every module that is imported
after it, which makes each of them slower to start.
"""

import annotator.workflow.desk
import annotator.workflow.project  # noqa: F401
