"""Takes the power from the file system that is mounted at a folder: python3 power_off.py FOLDER

From here on nothing is written to its disk, not even what stands in its journal in memory (FS_IOC_SHUTDOWN of ext4). Prints when
that was, in milliseconds since 1970.
"""
import fcntl
import os
import struct
import sys
import time

FS_IOC_SHUTDOWN = 0x8004587D
WITHOUT_THE_JOURNAL = 2

folder = os.open(sys.argv[1], os.O_RDONLY)
fcntl.ioctl(folder, FS_IOC_SHUTDOWN, struct.pack("I", WITHOUT_THE_JOURNAL))
print(round(time.time() * 1000))
