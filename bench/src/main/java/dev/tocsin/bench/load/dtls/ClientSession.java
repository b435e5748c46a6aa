// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import static dev.tocsin.bench.load.dtls.Outbox.ALERT;
import static dev.tocsin.bench.load.dtls.Outbox.APPLICATION_DATA;
import static dev.tocsin.bench.load.dtls.Outbox.CHANGE_CIPHER_SPEC;
import static dev.tocsin.bench.load.dtls.Outbox.HANDSHAKE;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// One client's session over DTLS 1.2 (RFC 6347), made for load: what a server has to do for it is
/// what any client asks for, what it does itself is the least that the server cannot tell from it.
///
/// It signs and derives keys like any client. It does not look at the server's certificate, its
/// signature or what its Finished says, its ephemeral key is no secret, and what is lost is not
/// repeated: its owner begins anew. It authenticates nobody and must never be used for more than
/// load. One thread owns it.
public final class ClientSession {

  private static final int WARNING = 1;
  private static final int FATAL = 2;
  private static final int RANDOM_BYTES = 32;
  private static final int MASTER_BYTES = 48;
  private static final int VERIFY_BYTES = 12;
  private static final byte[] CLOSE_NOTIFY = {WARNING, 0};
  private static final byte[] CHANGE = {1};
  private static final byte[] NOTHING = {};

  /// Where datagrams go.
  public interface Wire {
    void send(ByteBuffer datagram);
  }

  /// Called after a datagram, or at once, on the owner's thread.
  public interface Listener {
    void established();

    void received(byte[] message);

    void failed(String reason);
  }

  private enum Phase {
    CLOSED,
    /// A ClientHello is under way, or the server's flight after it.
    GREETING,
    /// Our Finished is under way, the server's is missing.
    FINISHING,
    OPEN
  }

  private final Client client;
  private final Listener listener;
  private final Outbox out;
  private final Reassembly messages = new Reassembly();
  private @Nullable Transcript transcript;
  private Phase phase = Phase.CLOSED;
  private int nextMessage;
  private byte[] clientRandom = NOTHING;
  private byte[] serverRandom = NOTHING;
  private byte[] id = NOTHING;
  private byte[] serverExchange = NOTHING;
  private byte[] master = NOTHING;
  private boolean isExtended;
  private boolean isResumed;
  private boolean isCertificateWanted;
  private @Nullable RecordCipher in;

  ClientSession(Client client, Wire wire, Listener listener) {
    this.client = client;
    this.listener = listener;
    out = new Outbox(client.datagram(), wire);
  }

  /// Sends a ClientHello, whatever was before.
  ///
  /// @param resumed whether to ask for the session before
  public void handshake(boolean resumed) {
    phase = Phase.GREETING;
    if (!resumed) id = NOTHING;
    in = null;
    nextMessage = 0;
    transcript = new Transcript();
    clientRandom = client.primitives().random(RANDOM_BYTES);
    isCertificateWanted = false;
    out.begin();
    messages.begin();
    greet(NOTHING);
  }

  private void greet(byte[] cookie) {
    handshakeMessage(
        Message.CLIENT_HELLO, Message.clientHello(clientRandom, id, cookie, client.credential()));
    out.flush();
  }

  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /// @param message of an open session
  public void send(byte[] message) {
    out.sealed(APPLICATION_DATA, message);
    out.flush();
  }

  /// Says goodbye if there is a session.
  public void close() {
    if (out.isProtected()) {
      out.sealed(ALERT, CLOSE_NOTIFY);
      out.flush();
    }
    phase = Phase.CLOSED;
  }

  /// Takes what came from the server.
  public void receive(ByteBuffer datagram) {
    try {
      while (datagram.remaining() >= Outbox.HEADER_BYTES) {
        int type = datagram.get() & 255;
        datagram.getShort();
        long sequence = datagram.getLong();
        var content = new byte[datagram.getShort() & 0xffff];
        datagram.get(content);
        if (sequence >>> 48 == 0) plain(type, content);
        else sealed(type, sequence, content);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      fail("cannot be read: " + e.getMessage());
    }
  }

  private void fail(String reason) {
    phase = Phase.CLOSED;
    listener.failed(reason);
  }

  private void plain(int type, byte[] content) {
    if (phase != Phase.GREETING && phase != Phase.FINISHING) return;
    if (type == ALERT && content[0] == FATAL) fail("alert " + (content[1] & 255));
    if (type != HANDSHAKE) return;
    var fragments = ByteBuffer.wrap(content);
    while (fragments.hasRemaining() && phase == Phase.GREETING) {
      messages.next(fragments).ifPresent(this::message);
    }
  }

  private void sealed(int type, long sequence, byte[] content) {
    if (in == null) return;
    var opened = in.open(type, sequence, content);
    if (opened == null) return;
    switch (type) {
      case APPLICATION_DATA -> listener.received(opened);
      case HANDSHAKE -> finished(opened);
      case ALERT -> {
        if (opened[0] == FATAL) fail("alert " + (opened[1] & 255));
      }
      default -> {}
    }
  }

  private void message(Reassembly.Whole message) {
    if (message.type() == Message.HELLO_VERIFY_REQUEST) {
      handshakeLog().clear();
      greet(Arrays.copyOfRange(message.body(), 3, message.body().length));
      return;
    }
    handshakeLog().add(Transcript.message(message.type(), message.sequence(), message.body()));
    switch (message.type()) {
      case Message.SERVER_HELLO -> greeted(ByteBuffer.wrap(message.body()));
      case Message.SERVER_KEY_EXCHANGE -> serverExchange = message.body();
      case Message.CERTIFICATE_REQUEST -> isCertificateWanted = true;
      case Message.SERVER_HELLO_DONE -> prove();
      default -> {}
    }
  }

  private void greeted(ByteBuffer hello) {
    hello.getShort();
    serverRandom = bytes(hello, RANDOM_BYTES);
    var given = bytes(hello, hello.get() & 255);
    if ((hello.getShort() & 0xffff) != client.credential().suite()) {
      throw new IllegalArgumentException("another cipher suite than the one offered");
    }
    hello.get();
    isExtended = hello.hasRemaining() && hasExtended(hello);
    isResumed = given.length > 0 && Arrays.equals(given, id);
    id = given;
    if (isResumed) deriveKeys();
  }

  private static boolean hasExtended(ByteBuffer hello) {
    hello.getShort();
    while (hello.hasRemaining()) {
      int extension = hello.getShort();
      bytes(hello, hello.getShort() & 0xffff);
      if (extension == Message.EXTENDED_MASTER_SECRET) return true;
    }
    return false;
  }

  private static byte[] bytes(ByteBuffer from, int count) {
    var bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  /// The second flight of a full handshake.
  private void prove() {
    var primitives = client.primitives();
    if (isCertificateWanted) handshakeMessage(Message.CERTIFICATE, client.certificates());
    byte[] secret =
        switch (client.credential()) {
          case Credential.Certificate _ -> {
            handshakeMessage(Message.CLIENT_KEY_EXCHANGE, KeyExchange.ephemeral());
            yield KeyExchange.withEphemeral(serverExchange);
          }
          case Credential.SharedKey(var shared) -> {
            handshakeMessage(Message.CLIENT_KEY_EXCHANGE, KeyExchange.identity(shared));
            yield KeyExchange.with(shared);
          }
        };
    // RFC 7627 §4: the session hash covers everything up to ClientKeyExchange.
    master =
        isExtended
            ? primitives.derive(
                secret, "extended master secret", handshakeLog().hash(primitives), MASTER_BYTES)
            : primitives.derive(
                secret, "master secret", joined(clientRandom, serverRandom), MASTER_BYTES);
    if (isCertificateWanted && client.credential() instanceof Credential.Certificate own) {
      byte[] signature = handshakeLog().signed(primitives, own);
      handshakeMessage(Message.CERTIFICATE_VERIFY, Message.certificateVerify(signature));
    }
    deriveKeys();
    finish();
    phase = Phase.FINISHING;
  }

  // RFC 5246 §6.3: keys of client and server, then what their nonces begin with.
  private void deriveKeys() {
    var seed = joined(serverRandom, clientRandom);
    int keys = 2 * RecordCipher.KEY_BYTES;
    int bytes = keys + 2 * RecordCipher.SALT_BYTES;
    var block = client.primitives().derive(master, "key expansion", seed, bytes);
    out.protect(new RecordCipher(Cipher.ENCRYPT_MODE, block, 0, keys));
    in =
        new RecordCipher(
            Cipher.DECRYPT_MODE, block, RecordCipher.KEY_BYTES, keys + RecordCipher.SALT_BYTES);
  }

  private void finish() {
    var primitives = client.primitives();
    byte[] hash = handshakeLog().hash(primitives);
    byte[] verified = primitives.derive(master, "client finished", hash, VERIFY_BYTES);
    out.plain(CHANGE_CIPHER_SPEC, CHANGE);
    out.sealed(HANDSHAKE, Transcript.message(Message.FINISHED, nextMessage++, verified));
    out.flush();
  }

  /// That it could be decrypted shows that both ends have the same keys.
  private void finished(byte[] message) {
    if (message[0] != Message.FINISHED) return;
    if (phase == Phase.GREETING && isResumed) {
      handshakeLog().add(message);
      finish();
    } else if (phase != Phase.FINISHING) {
      return;
    }
    phase = Phase.OPEN;
    transcript = null;
    listener.established();
  }

  private void handshakeMessage(int type, byte[] body) {
    var message = Transcript.message(type, nextMessage++, body);
    out.plain(HANDSHAKE, handshakeLog().add(message));
  }

  private Transcript handshakeLog() {
    if (transcript == null) throw new IllegalStateException("no handshake is under way");
    return transcript;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
