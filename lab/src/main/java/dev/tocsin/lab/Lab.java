// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A network of hosts, routers, NATs and links that exists only inside this lab. Needs no
/// privileges where the kernel lets ordinary users make namespaces. Closing it, or the end of this
/// JVM in whatever way, removes all of it.
///
///     try (var lab = Lab.open()) {
///       var office = lab.host("office");
///       var router = lab.router("router");
///       lab.link(office, router).addresses("10.0.0.2/24", "10.0.0.1/24").rate("10mbit");
///       office.route("default", "10.0.0.1");
///     }
///
/// Build it from one thread; its processes may be used from any.
public final class Lab implements AutoCloseable {

  private static final List<String> TOOLS =
      List.of("unshare", "nsenter", "mount", "ip", "tc", "nft");
  // The kernel allows 15 bytes for an interface, which bears its peer's name.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,11}");

  private final Namespaces namespaces;
  private final Map<String, Host> hosts = new HashMap<>();
  private final Set<String> interfaces = new HashSet<>();

  private Lab(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /// @throws LabException saying what the machine lacks
  public static Lab open() {
    var absent = TOOLS.stream().filter(tool -> !isInstalled(tool)).toList();
    if (!absent.isEmpty()) {
      throw new LabException(
          "not installed: " + String.join(", ", absent) + " (apt install iproute2 nftables)");
    }
    return new Lab(Namespaces.open());
  }

  /// Why there can be no lab on this machine; empty if there can.
  public static Optional<String> unavailable() {
    try (var lab = open()) {
      var a = lab.host("a");
      lab.link(a, lab.host("b")).rate("10mbit").loss(1);
      return Optional.empty();
    } catch (LabException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Whether a program is there, in the path or where Debian keeps those of the administrator.
  public static boolean isInstalled(String program) {
    var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
    for (var folder : path.split(":")) {
      if (new File(folder, program).canExecute()) return true;
    }
    return false;
  }

  /// A machine with a loopback interface and nothing else.
  public Host host(String name) {
    if (!NAME.matcher(name).matches() || hosts.containsKey(name)) {
      throw new LabException("a host's name is short, lower case and unique, not '" + name + "'");
    }
    script(
        "ip netns add " + name,
        "ip -n " + name + " link set dev lo up",
        // Addresses are usable at once: nobody else is on these links.
        in(name, "sysctl", "net/ipv6/conf/default/accept_dad", "0"),
        in(name, "sysctl", "net/ipv6/conf/all/accept_dad", "0"));
    var host = new Host(this, name);
    hosts.put(name, host);
    return host;
  }

  /// A host that forwards IPv4 and IPv6.
  public Host router(String name) {
    var router = host(name);
    router.sysctl("net/ipv4/ip_forward", "1");
    router.sysctl("net/ipv6/conf/all/forwarding", "1");
    return router;
  }

  /// A router that hides what is behind it: see {@link Nat}.
  public Nat nat(String name) {
    return new Nat(router(name));
  }

  /// A cable between two hosts, up and without addresses.
  public Link link(Host a, Host b) {
    var nameAtA = freeInterface(a, b.name());
    var nameAtB = freeInterface(b, a.name());
    script(
        "ip link add name %s netns %s type veth peer name %s netns %s"
            .formatted(nameAtA, a.name(), nameAtB, b.name()),
        "ip -n %s link set dev %s up".formatted(a.name(), nameAtA),
        "ip -n %s link set dev %s up".formatted(b.name(), nameAtB));
    return new Link(new Link.End(a, nameAtA), new Link.End(b, nameAtB));
  }

  private String freeInterface(Host at, String peer) {
    for (int i = 1; i < 1000; i++) {
      var name = i == 1 ? peer : peer + i;
      if (interfaces.add(at.name() + "/" + name)) return name;
    }
    throw new LabException("more than 1000 links between " + at.name() + " and " + peer);
  }

  private static String in(String host, String... sysctl) {
    return "nsenter --net=/run/netns/%s sh -c 'echo %s > /proc/sys/%s'"
        .formatted(host, sysctl[2], sysctl[1]);
  }

  /// Runs shell commands one after the other; the first that fails ends it and is named.
  void script(String... lines) {
    var traced = List.of("sh", "-exc", String.join("\n", lines));
    var result = Commands.run(namespaces.inside(traced), List.of(lines), "");
    if (result.succeeded()) return;
    // With -x, the last line that begins with "+ " is the command that failed.
    var failed = lines[0];
    var said = new ArrayList<String>();
    for (var line : result.stderr().split("\n")) {
      if (line.startsWith("+ ")) {
        failed = line.substring(2);
        said.clear();
      } else {
        said.add(line);
      }
    }
    throw new LabException("`" + failed + "` failed: " + String.join(" ", said));
  }

  Namespaces namespaces() {
    return namespaces;
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
