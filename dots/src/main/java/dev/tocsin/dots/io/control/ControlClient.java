// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

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

/// A connection to an agent's control socket, for the command line and for detectors. One thread.
public final class ControlClient implements AutoCloseable {

  private final SocketChannel channel;
  private final BufferedReader in;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /// @throws IOException if no agent answers there
  public static ControlClient connect(Path path) throws IOException {
    return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  public void send(JsonNode command) throws IOException {
    var bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) channel.write(bytes);
  }

  /// Waits for the next reply; empty when the agent hung up.
  public Optional<JsonNode> receive() throws IOException {
    var line = in.readLine();
    return line == null ? Optional.empty() : Optional.of(JsonMapper.shared().readTree(line));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
