// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/// Lets somebody begin only who receives at the address that he sends from, and keeps nothing of
/// all others. Used by one thread.
final class Cookies {

  // RFC 6347 §4.2.1: "change the Secret value frequently".
  private static final long SECRET_NANOS = Duration.ofHours(1).toNanos();
  private static final long OLD_SECRET_NANOS = Duration.ofMinutes(1).toNanos();

  private final UdpSocket socket;
  private final TlsCrypto crypto;
  private DTLSVerifier verifier;
  private @Nullable DTLSVerifier previous;
  private long madeNanos;

  Cookies(UdpSocket socket, TlsCrypto crypto, long nowNanos) {
    this.socket = socket;
    this.crypto = crypto;
    this.verifier = new DTLSVerifier(crypto);
    this.madeNanos = nowNanos;
  }

  /// @return what begins the handshake, if it has the right cookie; the other end is asked for it
  ///   otherwise
  Optional<DTLSRequest> verified(InetSocketAddress from, byte[] hello, long nowNanos) {
    renew(nowNanos);
    byte[] client = bytes(from);
    if (previous != null) {
      var request = previous.verifyRequest(client, hello, 0, hello.length, Silence.INSTANCE);
      if (request != null) return Optional.of(request);
    }
    return Optional.ofNullable(
        verifier.verifyRequest(client, hello, 0, hello.length, new Question(socket, from)));
  }

  private void renew(long nowNanos) {
    long age = nowNanos - madeNanos;
    if (age > SECRET_NANOS) {
      // Long unused, it is no longer anybody's.
      previous = age > SECRET_NANOS + OLD_SECRET_NANOS ? null : verifier;
      verifier = new DTLSVerifier(crypto);
      madeNanos = nowNanos;
    } else if (age > OLD_SECRET_NANOS) {
      previous = null;
    }
  }

  private static byte[] bytes(InetSocketAddress from) {
    byte[] address = from.getAddress().getAddress();
    return ByteBuffer.allocate(address.length + Integer.BYTES)
        .put(address)
        .putInt(from.getPort())
        .array();
  }

  // No larger than the hello: it is of no use to make others send.
  private record Question(UdpSocket socket, InetSocketAddress to) implements DatagramSender {

    @Override
    public int getSendLimit() {
      return Integer.MAX_VALUE;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
      socket.send(bytes, offset, length, to);
    }
  }

  private enum Silence implements DatagramSender {
    INSTANCE;

    @Override
    public int getSendLimit() {
      return 0;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
      // A second one asks already.
    }
  }
}
