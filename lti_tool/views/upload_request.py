"""The request of an upload: its files go straight to the uploads folder, hashed on the way.

Werkzeug would spool them to the system's temporary folder first, which is often small memory.
"""

from __future__ import annotations

from typing import IO, cast

from flask import Request, current_app

from lti_tool.services.uploads import IncomingFile
from lti_tool.views.wiring import wiring


class UploadRequest(Request):
    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        view = current_app.view_functions.get(self.endpoint or "")
        if not getattr(view, "accepts_upload", False):
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        file = IncomingFile(wiring().settings.uploads)
        self.environ.setdefault("coursewright.incoming", []).append(file)
        return cast(IO[bytes], file)

    def close(self) -> None:
        """Whatever was not kept by then is gone, a half-sent request's files too."""
        super().close()
        for file in self.environ.pop("coursewright.incoming", []):
            file.discard()
