"""One page with all pictures of a folder, a row for each scene: for looking at by eye."""

from __future__ import annotations

from html import escape
from pathlib import Path

_HEAD = """<!doctype html>
<meta charset="utf-8">
<title>Klieg, every scene</title>
<style>
  body { font: 14px sans-serif; margin: 24px; background: #808080; color: #fff; }
  section { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 12px; }
  figure { margin: 0; } img { width: 100%; display: block; } h2 { margin: 32px 0 8px; }
  figcaption { font-size: 12px; }
</style>
"""


def write_contact_sheet(folder: Path) -> Path:
    """Write ``index.html`` about the pictures in ``folder``, named ``SCENE-LOOK.png``."""
    rows: dict[str, list[Path]] = {}
    for picture in sorted(folder.glob("*.png")):
        rows.setdefault(picture.stem.partition("-")[0], []).append(picture)
    parts = [_HEAD]
    for scene, pictures in rows.items():
        parts.append(f'<h2 id="{escape(scene)}">{escape(scene)}</h2>\n<section>')
        for picture in pictures:
            name, look = escape(picture.name), escape(picture.stem.partition("-")[2])
            image = f'<a href="{name}"><img loading="lazy" src="{name}" alt="{name}"></a>'
            parts.append(f"<figure>{image}<figcaption>{look}</figcaption></figure>")
        parts.append("</section>")
    index = folder / "index.html"
    index.write_text("\n".join(parts), encoding="utf-8")
    return index
