"""Files in and out: articles, annotations, exports. Every offset outside this room is a Unicode code point."""
