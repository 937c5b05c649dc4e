using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Announcement = table.Column<long>(type: "bigint", nullable: false),
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Receiver = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    Subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    NextAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastStatus = table.Column<int>(type: "integer", nullable: false),
                    LastReason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_cursors",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Announcement = table.Column<long>(type: "bigint", nullable: false),
                    After = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_cursors", x => x.Channel);
                });

            migrationBuilder.CreateTable(
                name: "receiver_queues",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Receiver = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    NextAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Lease = table.Column<Guid>(type: "uuid", nullable: false),
                    Failures = table.Column<int>(type: "integer", nullable: false),
                    FailingSince = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DeliveredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_receiver_queues", x => new { x.Channel, x.Receiver });
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Topics = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Products = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Signature = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Secret = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    FormerSecret = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    FormerUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    MadeAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    StateReason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    ValidatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Rate = table.Column<long>(type: "bigint", nullable: true),
                    TestedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReplayedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LostAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
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
