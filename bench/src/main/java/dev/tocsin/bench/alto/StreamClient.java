// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.bench.measure.BenchException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Collectors;

/// A subscriber of an update stream (RFC 8895). Ten thousand of them weigh little, and what comes
/// is not made a tree of JSON: that would be the bench's time, not the server's.
final class StreamClient implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 10;
  private static final int WAIT_MILLIS = 60_000;
  private static final long WAIT_NANOS = 1_000_000L * WAIT_MILLIS;
  private static final String NAME = "event: ";

  private final Socket socket;
  private final InputStream in;

  /// @param mediaType of what it tells
  /// @param bytes with its name
  record Event(String mediaType, int bytes) {}

  private StreamClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
  }

  /// Opens a stream and takes what it begins with: where it is controlled, then each resource.
  ///
  /// @param resources that it is to tell of
  static StreamClient open(int port, List<String> resources) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.getOutputStream().write(request(resources).getBytes(UTF_8));
      var client = new StreamClient(socket);
      client.awaitAnswer();
      for (int i = 0; i <= resources.size(); i++) client.next();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException("a stream cannot be opened", e);
    }
  }

  private static String request(List<String> resources) {
    var body =
        resources.stream()
            .map("\"%1$s\":{\"resource-id\":\"%1$s\"}"::formatted)
            .collect(Collectors.joining(",", "{\"add\":{", "}}"));
    return """
        POST /resource/updates HTTP/1.1\r
        Host: 127.0.0.1\r
        Content-Type: application/alto-updatestreamparams+json\r
        Accept: text/event-stream,application/alto-error+json\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(body.length(), body);
  }

  private void awaitAnswer() throws IOException {
    var status = line();
    if (!status.contains(" 200 ")) throw new BenchException("a stream is refused: " + status);
    while (!line().isEmpty()) {
      // Headers are those of every stream.
    }
  }

  /// Waits for the next event; comments that keep the stream awake are none.
  Event next() {
    var event = new ByteArrayOutputStream();
    long end = System.nanoTime() + WAIT_NANOS;
    try {
      while (true) {
        if (System.nanoTime() - end > 0) throw new BenchException("a stream tells of nothing");
        int size = chunkSize();
        if (size == 0) throw new BenchException("a stream ended");
        var chunk = in.readNBytes(size);
        event.write(chunk);
        // The server writes an event to its end before it begins another chunk.
        if (!endsEvent(chunk)) continue;
        var text = event.toString(UTF_8);
        if (text.startsWith(NAME)) return new Event(mediaType(text), event.size());
        event.reset();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a stream broke", e);
    }
  }

  /// The end of a line behind a chunk may come with the next chunk only.
  private int chunkSize() throws IOException {
    var line = line();
    return Integer.parseInt(line.isEmpty() ? line() : line, 16);
  }

  private static boolean endsEvent(byte[] chunk) {
    int length = chunk.length;
    return length >= 2 && chunk[length - 1] == '\n' && chunk[length - 2] == '\n';
  }

  private static String mediaType(String event) {
    return event.substring(NAME.length(), event.indexOf('\n')).replaceFirst(",.*", "");
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("the connection ended");
      if (next != '\r') line.write(next);
    }
    return line.toString(US_ASCII);
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
