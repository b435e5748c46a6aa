// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The least that passing a message on can be: no checks beyond those that keep it from reading
/// past the end, no types.
final class BareForward {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIXED = 28;
  private static final int ID = 16;

  private BareForward() {}

  static byte[] forward(byte[] bytes, long high, long low) {
    int length = (int) INT.get(bytes, 12) & 0xff_ffff;
    int routes = bytes[24] & 0xff;
    int vias = bytes[25] & 0xff;
    int listsEnd = FIXED + ID * (routes + vias);
    boolean isWrong = (int) INT.get(bytes, 0) != 0x52454c4f || length != bytes.length;
    if (isWrong || listsEnd > length || bytes[8] == 0 || vias == 0xff) {
      throw new IllegalStateException("not to be passed on");
    }
    long firstHigh = (long) LONG.get(bytes, FIXED);
    if (firstHigh == high && (long) LONG.get(bytes, FIXED + Long.BYTES) == low) {
      throw new IllegalStateException("for this peer");
    }
    var out = new byte[length + ID];
    System.arraycopy(bytes, 0, out, 0, listsEnd);
    LONG.set(out, listsEnd, high);
    LONG.set(out, listsEnd + Long.BYTES, low);
    System.arraycopy(bytes, listsEnd, out, listsEnd + ID, length - listsEnd);
    out[8]--;
    out[25]++;
    INT.set(out, 12, bytes[12] << 24 | out.length);
    return out;
  }
}
