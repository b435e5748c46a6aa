// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.core;

import java.io.IOException;
import java.net.Socket;

record CoreThatOpensASocket() {
  Socket open() throws IOException {
    return new Socket();
  }
}
