"""JSON pages over HTTP: parameters, codes and places of things in an answer come from the layout."""

from pipelines.extract.http.extractor import open_http

__all__ = ["open_http"]
