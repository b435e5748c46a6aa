// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One server's way to a database on this host, which can be cut and mended.
final class DatabaseCable implements AutoCloseable {

  private final ServerSocket door;
  private final int database;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  DatabaseCable(int database) throws IOException {
    this.database = database;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var near = door.accept();
        open.add(near);
        if (isCut) {
          near.close();
          continue;
        }
        var far = new Socket(InetAddress.getLoopbackAddress(), database);
        open.add(far);
        Thread.startVirtualThread(() -> carry(near, far));
        Thread.startVirtualThread(() -> carry(far, near));
      } catch (IOException ended) {
        // The door is closed, or the database is away.
      }
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // Either end may go at any time.
    }
  }

  void cut() throws IOException {
    isCut = true;
    for (var each : open) each.close();
    open.clear();
  }

  void mend() {
    isCut = false;
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
