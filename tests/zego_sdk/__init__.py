"""The binding on the vendor's own library, which is no part of this tree.

``python3 dev.py test --zego-sdk`` fetches it, builds ``trial`` with mingw-w64 and runs
``python -m tests.zego_sdk`` under Wine, without a network. On Windows, in a developer
prompt, with the package unpacked by ``npm pack`` and ``tar``::

    cmake -S tests/zego_sdk -B build/zego_sdk
    cmake --build build/zego_sdk --config Release
    python -m tests.zego_sdk --trial build/zego_sdk/Release/trial.exe --package package
"""
