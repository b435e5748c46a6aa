// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import dev.tocsin.base.bytes.WireException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The control socket of a daemon: a Unix domain socket, mode 0600, one JSON object a line in both
/// directions. What the objects say is for whoever takes the orders.
///
/// Each connection has a virtual thread that reads, and one that writes from a bounded queue; a
/// reader too slow to take its replies is cut off rather than waited for.
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  private static final int LINE_MAX = 65_536;
  private static final int CONNECTIONS_MAX = 64;
  private static final int REPLIES_MAX = 10_000;

  /// What takes the orders; called on the connections' threads. Every order gets one reply with
  /// `"last":true`, after any number of others with `"last":false`.
  public interface Desk {

    /// @param connection tells connections apart, for {@link #gone}
    /// @throws WireException if it is none; its sender is told
    void order(long connection, JsonNode order, Replies replies);

    void gone(long connection);
  }

  /// Where replies go; never blocks.
  public interface Replies {
    void send(ObjectNode reply);
  }

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  // inode(7)
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ServerSocketChannel listener;
  private final Desk desk;
  private final Semaphore places = new Semaphore(CONNECTIONS_MAX);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private long connections;

  private ControlServer(Path path, ServerSocketChannel listener, Desk desk) {
    this.path = path;
    this.listener = listener;
    this.desk = desk;
  }

  /// @throws IllegalArgumentException if the path cannot be a socket, or somebody answers there
  ///   already
  public static ControlServer open(Path path, Desk desk) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) refuseWhatIsNeeded(path);
      var folder = path.toAbsolutePath().resolveSibling("");
      Files.createDirectories(folder, OWNER_FOLDER);
      var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        bind(listener, path, folder);
      } catch (IOException e) {
        listener.close();
        throw e;
      }
      var server = new ControlServer(path, listener, desk);
      Thread.ofVirtual().name("control").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new IllegalArgumentException("control socket " + path + ": " + e.getMessage(), e);
    }
  }

  private static void refuseWhatIsNeeded(Path path) throws IOException {
    if (!isSocket(path))
      throw new IllegalArgumentException(
          "control socket " + path + ": something else is there; nothing was changed");
    if (answers(path))
      throw new IllegalArgumentException("another process answers on the control socket " + path);
  }

  private static boolean isSocket(Path path) throws IOException {
    var mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & FILE_TYPE) == SOCKET;
  }

  /// A socket has the permissions that the umask leaves until they are set, so it begins its life
  /// where nobody else can reach it, and takes the place of a dead daemon's by being renamed.
  private static void bind(ServerSocketChannel listener, Path path, Path folder)
      throws IOException {
    var hidden = folder.resolve("." + Long.toString(ProcessHandle.current().pid(), 36));
    var socket = hidden.resolve("s");
    Files.deleteIfExists(socket);
    Files.deleteIfExists(hidden);
    Files.createDirectory(hidden, OWNER_FOLDER);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      Files.move(socket, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(hidden);
    }
  }

  private static boolean answers(Path path) {
    try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException dead) {
      return false;
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        var channel = listener.accept();
        if (!places.tryAcquire()) {
          channel.close();
          continue;
        }
        open.add(channel);
        var id = ++connections;
        Thread.ofVirtual().name("control-" + id).start(() -> serve(id, channel));
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        log.warn("control socket {}: {}", path, e.getMessage());
        if (isOverAfterPause()) return;
      }
    }
  }

  /// Whatever the system is short of, it will not come back by asking at once.
  private boolean isOverAfterPause() {
    try {
      return closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void serve(long id, SocketChannel channel) {
    var replies = new ReplyWriter(channel, REPLIES_MAX);
    var writer = Thread.ofVirtual().name("control-" + id + "-out").start(replies::run);
    try (channel;
        var in = new BufferedInputStream(Channels.newInputStream(channel))) {
      String line;
      while ((line = readLine(in)) != null) order(id, line, replies);
      // The peer may only have closed its side, as `nc -N` does: it waits for its replies.
      replies.noMoreOrders();
      writer.join();
    } catch (IOException e) {
      log.debug("control connection {}: {}", id, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      desk.gone(id);
      writer.interrupt();
      open.remove(channel);
      places.release();
    }
  }

  private void order(long id, String line, ReplyWriter replies) {
    if (line.isBlank()) return;
    replies.expectReplies();
    try {
      desk.order(id, JsonMapper.shared().readTree(line), replies);
    } catch (WireException e) {
      replies.send(Refusal.of(String.valueOf(e.getMessage())));
    } catch (JacksonException e) {
      replies.send(Refusal.of("not JSON: " + e.getOriginalMessage()));
    }
  }

  private static @Nullable String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next; (next = in.read()) != -1; ) {
      if (next == '\n') return line.toString(StandardCharsets.UTF_8);
      if (line.size() == LINE_MAX) throw new IOException("a line of over " + LINE_MAX + " bytes");
      line.write(next);
    }
    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      listener.close();
      open.forEach(ControlServer::close);
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("control socket {}: {}", path, e.getMessage());
    }
  }
}
