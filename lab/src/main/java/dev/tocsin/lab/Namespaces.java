// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The user, mount, PID and network namespaces of one lab, held by a single process: the first of
/// the PID namespace, which reads our pipe. However this JVM ends, the pipe closes, that process
/// ends, the kernel kills everything else in there, and with the last process go all names, links
/// and filters.
final class Namespaces implements AutoCloseable {

  /// Folder for temporary files of programs inside; it ends with the lab.
  static final String TEMPORARY = "/run/tmp";

  // A private /run lets `ip netns` keep its names where only the lab sees them.
  private static final String HOLD =
      "mount -t tmpfs tmpfs /run && mkdir -m 1777 /run/netns /run/tmp && ip link set dev lo up && echo ready"
          + " && exec cat > /dev/null";

  private final Process unshare;
  private final List<String> enter;

  private Namespaces(Process unshare, long holder, boolean userNamespace) {
    this.unshare = unshare;
    var command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(holder)));
    if (userNamespace) command.addAll(List.of("--user", "--preserve-credentials"));
    command.addAll(List.of("--mount", "--pid", "--net", "--"));
    this.enter = List.copyOf(command);
  }

  /// @throws LabException saying what the machine lacks
  static Namespaces open() {
    try {
      return open(true);
    } catch (LabException refused) {
      if (!"root".equals(System.getProperty("user.name"))) throw refused;
      return open(false);
    }
  }

  private static Namespaces open(boolean userNamespace) {
    var command = new ArrayList<>(List.of("unshare"));
    if (userNamespace) command.addAll(List.of("--user", "--map-root-user"));
    command.addAll(List.of("--mount", "--net", "--pid", "--fork", "--mount-proc"));
    command.addAll(List.of("--kill-child", "--", "sh", "-c", HOLD));
    try {
      var unshare = Commands.prepare(command).redirectErrorStream(true).start();
      awaitReady(unshare);
      // --fork: the holder is the only child.
      var holder = unshare.children().findFirst().map(ProcessHandle::pid);
      if (holder.isEmpty()) throw new LabException("`unshare` has no child");
      return new Namespaces(unshare, holder.get(), userNamespace);
    } catch (IOException e) {
      throw new LabException("`" + String.join(" ", command) + "` did not start", e);
    }
  }

  private static void awaitReady(Process unshare) throws IOException {
    var out =
        new BufferedReader(
            new java.io.InputStreamReader(unshare.getInputStream(), StandardCharsets.UTF_8));
    var said = new StringBuilder();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("ready")) return;
      said.append(line).append(' ');
    }
    throw new LabException(Refusal.of(said.toString().strip()).advice());
  }

  /// The command as it must be started from outside to run inside, beside all hosts.
  List<String> inside(List<String> command) {
    return Stream.concat(enter.stream(), command.stream()).toList();
  }

  /// The command as it must be started from outside to run in a host's network.
  List<String> inside(String host, List<String> command) {
    var folder = Path.of("").toAbsolutePath().toString();
    var net = List.of("nsenter", "--net=/run/netns/" + host, "--wd=" + folder, "--");
    return Stream.of(enter, net, command).flatMap(List::stream).toList();
  }

  /// Kills everything inside and waits until it is gone, at most ten seconds.
  @Override
  public void close() {
    try {
      unshare.getOutputStream().close();
      if (unshare.waitFor(10, TimeUnit.SECONDS)) return;
      unshare.destroyForcibly();
      throw new LabException("the lab's holder process did not end within 10 s; killed it");
    } catch (IOException e) {
      unshare.destroyForcibly();
    } catch (InterruptedException e) {
      unshare.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
