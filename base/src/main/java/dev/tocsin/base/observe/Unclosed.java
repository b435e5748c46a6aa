// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Standard error outlives the log that writes to it.
final class Unclosed extends FilterOutputStream {

  Unclosed(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    out.write(bytes, from, count);
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
