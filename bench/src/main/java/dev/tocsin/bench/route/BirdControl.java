// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;

/// A conversation with a BIRD over its control socket: an answer takes tens of microseconds, where
/// its command line tool takes milliseconds to start.
final class BirdControl implements AutoCloseable {

  /// A reply ends with a line whose code is followed by a space; those before have a dash.
  private static final Pattern END = Pattern.compile("(?m)^\\d{4} .*\\n\\z");

  private static final Pattern COUNT = Pattern.compile("(\\d+) of \\d+ routes for \\d+ networks");

  private final SocketChannel socket;
  private final ByteBuffer in = ByteBuffer.allocate(64 << 10);

  private BirdControl(SocketChannel socket) {
    this.socket = socket;
  }

  /// @throws IOException if there is no BIRD behind it
  static BirdControl open(String controlSocket) throws IOException {
    var control = new BirdControl(SocketChannel.open(UnixDomainSocketAddress.of(controlSocket)));
    control.reply();
    return control;
  }

  boolean isEstablished() {
    return ask("show protocols").contains("Established");
  }

  /// IPv6 flow specifications that it has now.
  int flows() {
    var reply = ask("show route table flow6tab count");
    var count = COUNT.matcher(reply);
    if (!count.find()) throw new IllegalStateException("expected a count, BIRD said: " + reply);
    return Integer.parseInt(count.group(1));
  }

  private String ask(String command) {
    try {
      var request = ByteBuffer.wrap((command + "\n").getBytes(US_ASCII));
      while (request.hasRemaining()) socket.write(request);
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException("BIRD does not answer", e);
    }
  }

  private String reply() throws IOException {
    in.clear();
    while (true) {
      if (socket.read(in) < 0) throw new IOException("BIRD has closed its control socket");
      var text = new String(in.array(), 0, in.position(), US_ASCII);
      if (END.matcher(text).find()) return text;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
