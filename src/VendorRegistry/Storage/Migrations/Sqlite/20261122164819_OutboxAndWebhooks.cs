using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OutboxAndWebhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Announcement = table.Column<long>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Receiver = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    Vendor = table.Column<string>(type: "TEXT", maxLength: 9, nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NextAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LastStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    LastReason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_cursors",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Announcement = table.Column<long>(type: "INTEGER", nullable: false),
                    After = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_cursors", x => x.Channel);
                });

            migrationBuilder.CreateTable(
                name: "receiver_queues",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Receiver = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Vendor = table.Column<string>(type: "TEXT", maxLength: 9, nullable: true),
                    NextAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Lease = table.Column<Guid>(type: "TEXT", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    FailingSince = table.Column<DateTime>(type: "TEXT", nullable: true),
                    DeliveredAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_receiver_queues", x => new { x.Channel, x.Receiver });
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Vendor = table.Column<string>(type: "TEXT", maxLength: 9, nullable: false),
                    Url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Topics = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Products = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Signature = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Secret = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    FormerSecret = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    FormerUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    StateAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    StateReason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    ValidatedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Rate = table.Column<long>(type: "INTEGER", nullable: true),
                    TestedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReplayedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LostAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_webhooks_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_Announcement_Channel_Receiver_Round",
                table: "deliveries",
                columns: new[] { "Announcement", "Channel", "Receiver", "Round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_Channel_Receiver_Id",
                table: "deliveries",
                columns: new[] { "Channel", "Receiver", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_EndedAt",
                table: "deliveries",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_pending",
                table: "deliveries",
                columns: new[] { "Channel", "Receiver", "Subject", "Id" },
                filter: "\"State\" = 'Pending'");

            migrationBuilder.CreateIndex(
                name: "IX_receiver_queues_NextAt",
                table: "receiver_queues",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_webhooks_Vendor_Id",
                table: "webhooks",
                columns: new[] { "Vendor", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "outbox_cursors");

            migrationBuilder.DropTable(
                name: "receiver_queues");

            migrationBuilder.DropTable(
                name: "webhooks");
        }
    }
}
