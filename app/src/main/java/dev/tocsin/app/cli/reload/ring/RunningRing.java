// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.ring;

import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.io.discovery.OverlayFile;
import dev.tocsin.reload.io.enrolment.client.Enrolling;
import dev.tocsin.reload.io.enrolment.client.Login;
import dev.tocsin.reload.io.enrolment.service.EnrolmentService;
import dev.tocsin.reload.io.enrolment.service.EnrolmentSettings;
import dev.tocsin.reload.io.enrolment.users.Users;
import dev.tocsin.reload.io.service.PeerConfiguration;
import dev.tocsin.reload.io.service.PeerService;
import dev.tocsin.reload.wire.config.Security;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The enrolment server and all peers of a {@link RingPlan}, in this process.
final class RunningRing implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RingPlan plan;
  private final Consumer<String> progress;
  private final List<PeerService> peers = new ArrayList<>();
  private @Nullable EnrolmentService enrolment;

  private RunningRing(RingPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /// All peers are in the overlay when this returns.
  static RunningRing start(RingPlan plan, Consumer<String> progress) {
    var ring = new RunningRing(plan, progress);
    try {
      if (!plan.isShared()) ring.startEnrolment();
      for (var each : plan.peers()) ring.startPeer(each);
      return ring;
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  private void startEnrolment() {
    var settings = EnrolmentSettings.read(plan.enrolment());
    var users = Users.open(settings.stateFolder(), settings.overlay());
    if (users.find(RingPlan.USER).isEmpty()) {
      var names = List.of(RingPlan.USER + "@" + RingPlan.OVERLAY);
      var account = new Account(RingPlan.USER, names, Account.Standing.ADMITTED);
      users.add(account, PrivateFile.firstLine(plan.password()), now());
    }
    enrolment = EnrolmentService.start(settings);
    progress.accept("the enrolment server listens at " + settings.listen());
  }

  private static Instant now() {
    return InstantSource.system().instant();
  }

  private void startPeer(Path configuration) {
    if (!plan.isShared()) enrol(RingPlan.keys(configuration));
    var service = PeerService.start(PeerConfiguration.read(configuration));
    peers.add(service);
    awaitInside(service);
    progress.accept("peer %d of %d is inside".formatted(peers.size(), plan.peers().size()));
  }

  private void enrol(Path keys) {
    var overlay = OverlayFile.read(plan.document()).overlay(RingPlan.OVERLAY).orElseThrow();
    if (!(overlay.access().security() instanceof Security.Certificates(var roots, var servers))) {
      throw new IllegalStateException("this overlay has certificates");
    }
    var authorities = Pem.certificates(plan.authority());
    var trust = new OverlayTrust(overlay.name(), roots, false);
    var where = new Enrolling.Where(trust, servers, authorities);
    var login = new Login(RingPlan.USER, PrivateFile.firstLine(plan.password()));
    try {
      switch (new Enrolling(where, List.of(), keys).current(login, now())) {
        case Enrolling.Outcome.Enrolled _ -> {}
        case Enrolling.Outcome.Refused(var why) -> throw new IOException(why);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitInside(PeerService service) {
    try {
      service.joined().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new UncheckedIOException(
          new IOException(
              "peer " + service.peer().id() + " is not inside after " + PATIENCE.toSeconds() + " s",
              e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  /// What there is, and commands to try.
  void describe(PrintWriter out) {
    var first = RingPlan.state(plan.peers().getFirst());
    var last = RingPlan.state(plan.peers().getLast());
    var own = "peer:" + peers.getFirst().peer().id();
    var place = plan.isShared() ? own : RingPlan.USER + "@" + RingPlan.OVERLAY;
    out.printf(
        """
        ready: %d peers of %s in %s

        Try in another terminal:
          tocsin reload status --state %s
          tocsin reload store %s 'hello, ring' --kind note --state %s
          tocsin reload fetch %s --kind note --state %s
          tocsin reload trace %s --state %s
          tocsin reload ping %s --state %s
          tocsin reload map --out ring.svg --state %s
        """,
        peers.size(),
        RingPlan.OVERLAY,
        plan.folder(),
        first,
        place,
        first,
        place,
        last,
        place,
        last,
        peers.getLast().peer().id(),
        first,
        first);
    Optional.ofNullable(enrolment)
        .ifPresent(
            server ->
                out.printf(
                    "  curl --cacert %s https://%s:%d/p2psip/enroll%n",
                    plan.authority(),
                    server.local().getAddress().getHostAddress(),
                    server.local().getPort()));
    out.flush();
  }

  @Override
  public void close() {
    for (var each : peers.reversed()) each.close();
    if (enrolment != null) enrolment.close();
  }
}
