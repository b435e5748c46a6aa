// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.io.control.OperatedPeer;
import dev.tocsin.reload.io.control.PeerStatus;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// CS-1, CS-2, against an overlay that is a table.
class CertificateUpkeepTest {

  private static final Id PEER = Id.parse("10000000000000000000000000000001");
  private static final PeerCertificate OWN =
      Enrolled.overlay().credentials(PEER, Duration.ofDays(99), Instant.now()).certificate();

  /// Keeps what is stored.
  private static final class Table implements OperatedPeer {
    final Map<Id, List<StoredValue>> stored = new HashMap<>();
    int stores;
    boolean isDown;

    @Override
    public Id id() {
      return PEER;
    }

    @Override
    public Kinds kinds() {
      return Kinds.of(new CertificateStore(Enrolled.OVERLAY));
    }

    @Override
    public CompletableFuture<PeerStatus> status() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public CompletableFuture<NodeOutput.Reply> ask(
        List<Destination> route, Request request, NodeInput.Manner manner) {
      var reply = new NodeOutput.Reply(1, response(request), PEER, List.of());
      return CompletableFuture.completedFuture(reply);
    }

    private Response response(Request request) {
      if (isDown) return Response.Failure.of(FailureCode.TIMED_OUT);
      return switch (request) {
        case Request.Fetch(var place, _) ->
            new Response.Answer.Fetched(
                List.of(
                    new KindValues(
                        CertificateStore.KIND, 1, stored.getOrDefault(place, List.of()))));
        case Request.Store(var place, var kinds) -> {
          stores++;
          stored.computeIfAbsent(place, _ -> new ArrayList<>()).addAll(kinds.getFirst().values());
          yield new Response.Answer.Stored(List.of(new KindGeneration(CertificateStore.KIND, 2)));
        }
        default -> throw new IllegalStateException("" + request);
      };
    }

    @Override
    public StoredValue signed(Id resource, long kind, StoredValue value) {
      return value;
    }

    @Override
    public void leave() {
      throw new UnsupportedOperationException("nobody leaves");
    }
  }

  private final Table overlay = new Table();
  private Instant now = Instant.now();
  private final CertificateUpkeep upkeep = new CertificateUpkeep(overlay, OWN, () -> now);

  private void check() {
    for (var place : CertificateStore.places(OWN)) upkeep.keepAt(place).join();
  }

  @Test
  void storesItAtEachOfItsPlacesOnceAndAgainBeforeItIsForgotten() {
    check();
    assertThat(overlay.stored.keySet()).containsExactlyElementsOf(CertificateStore.places(OWN));
    int places = overlay.stored.size();
    assertThat(overlay.stores).isEqualTo(places);

    now = now.plus(Duration.ofDays(29));
    check();
    assertThat(overlay.stores).isEqualTo(places);

    now = now.plus(Duration.ofDays(2));
    check();
    assertThat(overlay.stores).isEqualTo(2 * places);
  }

  @Test
  void saysThatItDoesNotStandThere() {
    overlay.isDown = true;
    var place = CertificateStore.places(OWN).getFirst();
    assertThatThrownBy(() -> upkeep.keepAt(place).join()).hasMessageContaining("not at " + place);
  }
}
