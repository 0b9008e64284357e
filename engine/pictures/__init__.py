"""Files and bundled pictures -> x0, safely; sets of them."""
