// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A connection to a daemon's control socket, for the command line and for detectors. One thread.
public final class ControlClient implements AutoCloseable {

  private final SocketChannel channel;
  private final BufferedReader in;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /// @throws IOException if nobody answers there
  public static ControlClient connect(Path path) throws IOException {
    return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /// @param who is expected to answer there: `agent`
  /// @throws IOException if nobody does; its message tells people so
  public static ControlClient connect(Path path, String who) throws IOException {
    try {
      return connect(path);
    } catch (IOException e) {
      throw new IOException(
          "no %s answers on the control socket %s (%s)".formatted(who, path, e.getMessage()), e);
    }
  }

  public void send(JsonNode command) throws IOException {
    var bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) channel.write(bytes);
  }

  /// Waits for the next reply; empty when the other side hung up.
  public Optional<JsonNode> receive() throws IOException {
    var line = in.readLine();
    return line == null ? Optional.empty() : Optional.of(JsonMapper.shared().readTree(line));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
