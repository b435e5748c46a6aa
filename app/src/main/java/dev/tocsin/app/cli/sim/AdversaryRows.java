// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import static dev.tocsin.app.cli.sim.TableRows.rounded;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.ringsim.KeyPool;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.hostile.HostileResult.Fetches;
import dev.tocsin.ringsim.tables.AdversaryTable;
import dev.tocsin.ringsim.tables.AdversaryTable.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows of the table of rings of which a part is bad, and a picture of it.
record AdversaryRows(List<Map<String, Object>> rows, String picture) {

  private static final int PEERS = 200;
  private static final int LOOKUPS_MAX = 500;
  private static final int KEYS = 16;

  static AdversaryRows of(TableRows.Scale scale, RingRun.Progress progress) {
    NativeCryptography.install();
    var keys = KeyPool.of(KEYS, scale.seed(), progress);
    int lookups = Math.min(scale.lookups(), LOOKUPS_MAX);
    var settings = new AdversaryTable.Settings(PEERS, scale.rings(), lookups, scale.seed(), keys);
    var rows = AdversaryTable.rows(settings, progress);
    return new AdversaryRows(
        rows.stream().map(AdversaryRows::named).toList(), AdversaryTable.picture(rows).svg());
  }

  private static Map<String, Object> named(Row row) {
    var named = new LinkedHashMap<String, Object>();
    named.put("bad", row.share());
    named.put("misdeed", row.name());
    put(named, "single", row.single());
    put(named, "parallel", row.parallel());
    named.put("forged_believed", row.single().forged() + row.parallel().forged());
    named.put("usurped_kept", row.usurped());
    named.put("usurpations_tried", row.tried());
    named.put("links_max", row.most().links());
    named.put("pending_max", row.most().pending());
    named.put("answers_max", row.most().answers());
    named.put("unproved_max", row.most().unproved());
    named.put("fragment_bytes_max", row.most().fragmentBytes());
    return named;
  }

  private static void put(Map<String, Object> named, String name, Fetches fetches) {
    named.put(name + "_percent", rounded(100 * fetches.success()));
    named.put(name + "_old_percent", rounded(100.0 * fetches.old() / fetches.all()));
  }
}
