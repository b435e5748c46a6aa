// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.nio.ByteBuffer;
import java.util.List;

/// What all sessions of one thread have in common.
public final class Client {

  private final Credential credential;
  private final byte[] certificates;
  private final Primitives primitives = new Primitives();
  private final ByteBuffer datagram = ByteBuffer.allocateDirect(Outbox.BUFFER_BYTES);

  public Client(Credential credential) {
    this.credential = credential;
    certificates =
        switch (credential) {
          case Credential.Certificate(var own) -> Message.certificate(own.chain());
          case Credential.SharedKey _ -> Message.certificate(List.of());
        };
  }

  public ClientSession session(ClientSession.Wire wire, ClientSession.Listener listener) {
    return new ClientSession(this, wire, listener);
  }

  Credential credential() {
    return credential;
  }

  byte[] certificates() {
    return certificates;
  }

  Primitives primitives() {
    return primitives;
  }

  ByteBuffer datagram() {
    return datagram;
  }
}
